/** The rows of bookings and jobs in the local DynamoDB and S3, by the edge's own adapters. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { createAwsClient } from '../../../edge/adapters/aws-client.ts';
import { createBookingTable } from '../../../edge/adapters/booking-table.ts';
import { createDynamodbTable } from '../../../edge/adapters/dynamodb-table.ts';
import { createEdgeJobStore } from '../../../edge/adapters/edge-job-store.ts';
import type { RecordKey } from '../../../origin/records.ts';
import { EDGE_CONFIG, startServices } from '../start-services.ts';
import type { KeptBookings } from './memory-bookings.ts';

export async function startTableBookings() {
  const { env, documents, close } = await startServices();
  const { region, uploads_bucket: bucket, table: name, audit_table: auditTable } = EDGE_CONFIG;
  const aws = createAwsClient(env, () => new Date());
  const table = createDynamodbTable(aws, region, name);
  const address = { bucket, region, endpoint: env.AWS_ENDPOINT_URL_S3 };
  const list = async (prefix: string) => {
    const wanted = { FilterExpression: 'begins_with(pk, :pk)', ExpressionAttributeValues: { ':pk': prefix } };
    const { Items = [] } = await documents.send(new ScanCommand({ TableName: name, ConsistentRead: true, ...wanted }));
    return Items as RecordKey[];
  };
  const open = (pass: () => Promise<void> = async () => undefined): KeptBookings => ({
    store: { ...withPass(createBookingTable(table, auditTable), pass), wait: () => pass() },
    jobs: { ...withPass(createEdgeJobStore({ aws, table, auditTable, bucket: address }), pass), wait: () => pass() },
    askForEvidence: async () => undefined,
    list,
  });
  return { open, close };
}

/** Waits before and after each operation: there a test breaks off. */
function withPass<Port extends object>(port: Port, pass: () => Promise<void>): Port {
  const wrapped = Object.entries(port).map(([name, operation]) => [
    name,
    async (...given: readonly unknown[]) => {
      await pass();
      const result = await (operation as (...given: readonly unknown[]) => Promise<unknown>)(...given);
      await pass();
      return result;
    },
  ]);
  return Object.fromEntries(wrapped) as Port;
}

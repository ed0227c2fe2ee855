/** What `npm run bookings` works on: the rows, the jobs and Stripe, by the very code of the edge, with the operator's own credentials. */
import * as dynamodb from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createReadableAuditLog } from '../../edge/adapters/audit-table.ts';
import { type AwsClient, AwsError } from '../../edge/adapters/aws-client.ts';
import { createBookingTable } from '../../edge/adapters/booking-table.ts';
import { createDynamodbTable } from '../../edge/adapters/dynamodb-table.ts';
import { listLatestBookings } from '../../edge/adapters/list-bookings.ts';
import { createStripePayments } from '../../edge/adapters/stripe-payments.ts';
import { parseStripeSecret } from '../../edge/adapters/stripe-secret.ts';
import type { ReconcilingWorld } from '../../edge/booking/reconcile-bookings.ts';
import type { ReadableAuditLog } from '../../edge/core/ports.ts';
import { createTableClient } from '../../origin/adapters/table-client.ts';
import { REGION } from '../config/deployments.ts';
import { CommandError } from './command-error.ts';
import { createJobStore } from './job-store.ts';
import { openTarget, readTargetFile, type TargetChoice, type TargetFile } from './target.ts';

export interface BookingTarget {
  readonly label: string;
  readonly world: ReconcilingWorld;
  /** Of the jobs of bookings. */
  readonly auditLog: Pick<ReadableAuditLog, 'appendFirst'>;
  close(): void;
}

/** @throws {CommandError} when there is nothing to work on, or it takes no payments */
export async function openBookingTarget(choice: TargetChoice): Promise<BookingTarget> {
  const { source, stack } = await readTargetFile(choice);
  const target = await openTarget(choice);
  const secretId = findSecretId(source, stack);
  const { credentials } = target.s3.config;
  const toLocal = (service: string) =>
    stack === null ? { endpoint: source.text(service, 'endpoint'), credentials } : {};
  const secrets = new SecretsManagerClient({ region: REGION, ...toLocal('secrets_manager') });
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: secretId }));
  const secret = parseStripeSecret(SecretString);
  const client = createTableClient({ region: REGION, ...toLocal('dynamodb') });
  const aws = toAwsClient(client);
  const table = createDynamodbTable(aws, REGION, target.table);
  const auditLog = createReadableAuditLog(createDynamodbTable(aws, REGION, target.auditTable));
  const now = new Date();
  const world = {
    store: createBookingTable(table, target.auditTable),
    jobs: createJobStore(target),
    payments: createStripePayments(secret),
    now,
    isLive: /^[rs]k_live_/.test(secret.api_key),
    listBookings: () => listLatestBookings(table, now),
    // ReconcileBookings asks for it within a quarter of an hour; nobody's own rights reach to that queue.
    askForEvidence: async () => undefined,
  };
  const close = () => {
    target.close();
    secrets.destroy();
    client.destroy();
  };
  return { label: target.label, world, auditLog, close };
}

/** @throws {CommandError} when no payments are taken there */
function findSecretId(source: TargetFile, stack: string | null): string {
  const [section, name, label] =
    stack === null ? (['stripe', 'secret_id', 'The local run'] as const) : ([stack, 'StripeSecretId', stack] as const);
  if (!source.has(section, name)) throw new CommandError(`${label} takes no payments: see docs/payments.md.`);
  return source.text(section, name);
}

/** The edge's client of DynamoDB, by that of the SDK: it knows profiles and sessions. */
function toAwsClient(client: dynamodb.DynamoDBClient): AwsClient {
  return {
    send: () => Promise.reject(new TypeError('DynamoDB speaks JSON.')),
    async sendJson({ target, input }) {
      const Command: unknown = Reflect.get(dynamodb, `${target}Command`);
      if (typeof Command !== 'function') throw new TypeError(`DynamoDB has no ${target}.`);
      try {
        return await client.send(Reflect.construct(Command, [input]) as dynamodb.GetItemCommand);
      } catch (error) {
        throw toAwsError(error);
      }
    },
  };
}

function toAwsError(error: unknown): unknown {
  if (!(error instanceof dynamodb.DynamoDBServiceException)) return error;
  const listed = error instanceof dynamodb.TransactionCanceledException ? (error.CancellationReasons ?? []) : [];
  const reasons = listed.map(({ Code }) => Code ?? 'None');
  return new AwsError(error.name, error.$metadata.httpStatusCode ?? 0, reasons);
}

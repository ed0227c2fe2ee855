/**
 * A regional function, by schedule: asks Stripe what has happened in the last days and repairs what a lost webhook has left. It stands
 * with the edge because it does what the webhook does, by the same code.
 */
import { createAwsClient, readEndpoint } from './adapters/aws-client.ts';
import { createBookingTable } from './adapters/booking-table.ts';
import { createDynamodbTable } from './adapters/dynamodb-table.ts';
import { createEdgeJobStore } from './adapters/edge-job-store.ts';
import { createEvidenceQueue } from './adapters/evidence-queue.ts';
import { type FunctionRuntime, LAMBDA_RUNTIME } from './adapters/lambda-runtime.ts';
import { listRecentBookings } from './adapters/list-bookings.ts';
import { formatRepairs } from './adapters/report-repairs.ts';
import { createStripePayments } from './adapters/stripe-payments.ts';
import { createStripeSecret } from './adapters/stripe-secret.ts';
import { type BookingRepairs, reconcileBookings } from './booking/reconcile-bookings.ts';

/** Stripe sends an event for three days: what is older has been looked at before. */
const DAYS = 4;
/** A bank debit is told of days after its booking, and may be the second payment of it. */
const BOOKING_DAYS = 35;

export function createBookingReconciler(runtime: FunctionRuntime = LAMBDA_RUNTIME): () => Promise<BookingRepairs> {
  const { env, now, log } = runtime;
  const aws = createAwsClient(env, now);
  const nowMs = () => now().getTime();
  const region = readVariable(env, 'AWS_REGION');
  const readSecret = createStripeSecret({ aws, config: { region }, secretId: readVariable(env, 'SECRET_ID'), nowMs });
  const auditTable = readVariable(env, 'AUDIT_TABLE');
  const table = createDynamodbTable(aws, region, readVariable(env, 'TABLE'));
  const bucket = { bucket: readVariable(env, 'UPLOADS_BUCKET'), region, endpoint: readEndpoint(env, 's3') };
  const kept = {
    store: createBookingTable(table, auditTable),
    jobs: createEdgeJobStore({ aws, table, auditTable, bucket }),
  };
  const askForEvidence = createEvidenceQueue({ aws, region, table, queueUrl: readVariable(env, 'QUEUE_URL') });
  return async () => {
    const payments = createStripePayments(await readSecret());
    const listBookings = () => listRecentBookings(table, now(), BOOKING_DAYS);
    const world = { ...kept, payments, now: now(), isLive: env.MODE === 'live', listBookings, askForEvidence };
    const repairs = await reconcileBookings(Math.floor(nowMs() / 1000) - DAYS * 86_400, world);
    for (const line of formatRepairs(repairs, { deployment: readVariable(env, 'STAGE'), atMs: nowMs() })) log(line);
    return repairs;
  };
}

let reconcile: (() => Promise<BookingRepairs>) | null = null;

export async function handler(): Promise<void> {
  reconcile ??= createBookingReconciler();
  await reconcile();
}

/** @throws {TypeError} when it is not set */
function readVariable(env: FunctionRuntime['env'], name: string): string {
  const value = env[name];
  if (!value) throw new TypeError(`${name} is not set.`);
  return value;
}

/** Puts the adapters together into what the routes of bookings call upon. Once for a process and its configuration. */
import { randomBytes } from 'node:crypto';
import { createReadableAuditLog } from './adapters/audit-table.ts';
import { createAwsClient, readEndpoint } from './adapters/aws-client.ts';
import { createBookingTable } from './adapters/booking-table.ts';
import { countWithin } from './adapters/count-within.ts';
import { createDynamodbTable, type DynamodbTable } from './adapters/dynamodb-table.ts';
import { createEdgeJobStore } from './adapters/edge-job-store.ts';
import { createEvidenceQueue, readEvidence } from './adapters/evidence-queue.ts';
import { createKeySource } from './adapters/key-source.ts';
import type { FunctionRuntime } from './adapters/lambda-runtime.ts';
import { createLinks } from './adapters/links-table.ts';
import { listLatestBookings } from './adapters/list-bookings.ts';
import { listBookableSlots } from './adapters/list-slots.ts';
import { createEventReport } from './adapters/report-payment-event.ts';
import { formatKeysFailure } from './adapters/request-log.ts';
import { createStripePayments, toDisputesAddress } from './adapters/stripe-payments.ts';
import { createStripeSecret } from './adapters/stripe-secret.ts';
import { verifyStripeEvent } from './adapters/verify-stripe-event.ts';
import { toInstantIn } from './adapters/zoned-time.ts';
import type { BookingServices } from './booking/booking-call.ts';
import type { BookingSettings } from './booking-config.ts';
import type { EdgeConfig } from './config.ts';
import { listBookingLimits } from './core/booking-limit.ts';
import { parsePrincipal } from './core/principal.ts';
import { parseBearer, verifyToken } from './core/verify-token.ts';

/** Returns a function that makes the services of a configuration, and the same ones for the same configuration. */
export function createBookingServices(runtime: FunctionRuntime) {
  let made: { readonly of: string; readonly services: BookingServices } | null = null;
  return (config: EdgeConfig, bookings: BookingSettings): BookingServices => {
    const of = JSON.stringify([config, bookings]);
    if (made?.of !== of) made = { of, services: connect(config, bookings, runtime) };
    return made.services;
  };
}

function connect(config: EdgeConfig, bookings: BookingSettings, runtime: FunctionRuntime): BookingServices {
  const { env, now, log } = runtime;
  const { region, stage: deployment, uploads_bucket: bucket, audit_table: auditTable } = config;
  const nowMs = () => now().getTime();
  const aws = createAwsClient(env, now);
  const table = createDynamodbTable(aws, region, config.table);
  const readSecret = createStripeSecret({ aws, config, secretId: bookings.secret_id, nowMs });
  const address = { bucket, region, endpoint: readEndpoint(env, 's3') };
  return {
    store: createBookingTable(table, auditTable),
    jobs: createEdgeJobStore({ aws, table, auditTable, bucket: address }),
    auditLog: createReadableAuditLog(createDynamodbTable(aws, region, auditTable)),
    openPayments: async () => createStripePayments(await readSecret()),
    verifyEvent: async (raw, signature) =>
      verifyStripeEvent({ raw, signature }, (await readSecret()).webhook_secrets, now()),
    identify: createIdentify(config, runtime, aws),
    countAsking: async (from) => countAsking(table, from, { salt: (await readSecret()).salt, now: now() }),
    links: createLinks(table, auditTable),
    createSecret: () => randomBytes(24).toString('base64url'),
    listBookings: () => listLatestBookings(table, now()),
    listSlots: () => listBookableSlots(table, bookings.slots, now()),
    toHalfDay(day, halfDay) {
      const { time_zone, half_days } = bookings.slots;
      const found = half_days.find(({ id }) => id === halfDay);
      const [from, to] = [found?.from ?? '00:00', found?.to ?? '23:59'];
      return { begins: toInstantIn(time_zone, day, from), ends: toInstantIn(time_zone, day, to) };
    },
    askForEvidence: createEvidenceQueue({ aws, region, table, queueUrl: bookings.evidence_queue }),
    readEvidence: (disputeIds) => readEvidence(table, disputeIds),
    findDisputes: async () => toDisputesAddress((await readSecret()).api_base, bookings.mode),
    tell: createEventReport({ aws, region, deployment, nowMs, log }),
  };
}

function createIdentify(
  config: EdgeConfig,
  { env, now, log }: FunctionRuntime,
  aws: ReturnType<typeof createAwsClient>,
): BookingServices['identify'] {
  const { stage: deployment } = config;
  const nowMs = () => now().getTime();
  const onFailure = (keys: string, cause: unknown) =>
    log(formatKeysFailure({ deployment, keys, cause, atMs: nowMs() }));
  const keys = createKeySource({ aws, config, here: env.AWS_REGION ?? config.region, nowMs, onFailure });
  return async ({ headers }) => {
    const token = parseBearer(headers.authorization ?? []);
    const claims = await verifyToken(token, { policy: config.token, now: now(), findKey: keys.findKey });
    return parsePrincipal(claims, config.token);
  };
}

async function countAsking(
  table: DynamodbTable,
  from: string | null,
  { salt, now }: { readonly salt: string; readonly now: Date },
): Promise<void> {
  for (const limit of listBookingLimits(from, salt, now)) await countWithin(table, limit);
}

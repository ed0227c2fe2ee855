/** The function `booking` among the local services and the emulated Stripe, on a clock that a test sets. */
import { randomUUID } from 'node:crypto';
import { type DynamoDBDocumentClient, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { vi } from 'vitest';
import type { CloudFrontEvent } from '../../../edge/adapters/cloudfront-event.ts';
import { BOOKING_TABLE } from '../../../edge/booking.ts';
import { BOOKING_CONFIG_HEADER, type BookingConfig, EVIDENCE_QUEUE_HEADER } from '../../../edge/booking-config.ts';
import { createBookingHandler } from '../../../edge/create-booking-handler.ts';
import type { Handler } from '../../../edge/create-handler.ts';
import { createBookingReconciler } from '../../../edge/reconcile-bookings.ts';
import { createStripe } from '../../../infra/local/stripe/server.ts';
import { NOW } from '../issuer.ts';
import { type Asking, toEvent } from '../origin-request.ts';
import { EDGE_CONFIG, EVIDENCE_QUEUE_URL, STRIPE_SECRET_ID, startServices } from '../start-services.ts';

export const BOOKING_CONFIG: BookingConfig = {
  secret_id: STRIPE_SECRET_ID,
  mode: 'test',
  terms: '2026-11-01',
  prices: {
    currency: 'usd',
    sizes: [
      { id: 'quarter', name: { en: 'Quarter truck', es: 'Un cuarto de camión' }, amount: 14_900 },
      { id: 'half', name: { en: 'Half truck', es: 'Medio camión' }, amount: 24_900 },
    ],
    extras: [{ id: 'mattress', name: { en: 'Mattress', es: 'Colchón' }, amount: 4_000, most: 4 }],
  },
  slots: {
    time_zone: 'America/New_York',
    capacity: 2,
    days_ahead: 14,
    half_days: [
      { id: 'morning', from: '08:00', to: '12:00' },
      { id: 'afternoon', from: '13:00', to: '17:00' },
    ],
  },
};

/** As infra/constructs/payments.ts sets it. */
const RECONCILER_ENV = {
  STAGE: 'test',
  MODE: 'test',
  SECRET_ID: STRIPE_SECRET_ID,
  UPLOADS_BUCKET: EDGE_CONFIG.uploads_bucket,
  TABLE: EDGE_CONFIG.table,
  AUDIT_TABLE: EDGE_CONFIG.audit_table,
  QUEUE_URL: EVIDENCE_QUEUE_URL,
};

export const WEBHOOK_SECRETS = ['whsec_new', 'whsec_old'] as const;

export interface BookingResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: what a test asserts on is whatever came
  readonly body: any;
  readonly text: string;
}

export type BookingWorldTest = Awaited<ReturnType<typeof startBookingWorld>>;

export async function startBookingWorld() {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  const services = await startServices();
  const { env, secrets, documents, metrics, readQueue } = services;
  const lines: string[] = [];
  const emulator = await openEmulator();
  await secrets.put('edgeshot-stripe', formatSecret(emulator.url));
  const runtime = { env, now: () => new Date(), createUuid: randomUUID, log: (line: string) => void lines.push(line) };
  const handler = createBookingHandler(BOOKING_TABLE, runtime);
  const reconcile = createBookingReconciler({ ...runtime, env: { ...env, ...RECONCILER_ENV } });
  const from = { address: '203.0.113.7' };
  const ask = async (path: string, asking: Asking = {}): Promise<BookingResponse> => {
    const result = await handler(withBookings(toEvent(path, asking, EDGE_CONFIG), from.address));
    return toBookingResponse(result);
  };
  const close = async () => {
    vi.useRealTimers();
    await Promise.all([emulator.close(), services.close()]);
  };
  const setAddress = (address: string) => {
    from.address = address;
  };
  return {
    ask,
    setAddress,
    reconcile,
    ...createLook(documents),
    emulator,
    lines,
    metrics,
    readQueue,
    documents,
    close,
  };
}

/** Its key may do what docs/payments.md says and no more. */
function openEmulator() {
  return createStripe({
    ...{ apiKey: 'rk_test_edge', evidenceKey: 'rk_test_evidence', webhookSecret: WEBHOOK_SECRETS[1] },
    ...{ webhook: () => null, pace: 0, now: () => Date.now() },
  });
}

function toBookingResponse(result: Awaited<ReturnType<Handler>>): BookingResponse {
  const members = Object.entries(result.headers).map(([name, [first]]) => [name, first?.value ?? '']);
  const headers: Readonly<Record<string, string>> = Object.fromEntries(members);
  const isJson = /json$/.test(headers['content-type'] ?? '');
  return { status: Number(result.status), headers, text: result.body, body: isJson ? JSON.parse(result.body) : null };
}

function formatSecret(api_base: string): string {
  const keys = { api_key: 'rk_test_edge', webhook_secrets: WEBHOOK_SECRETS, salt: 's'.repeat(16) };
  return JSON.stringify({ ...keys, api_base });
}

/** A look into the tables. */
function createLook(documents: DynamoDBDocumentClient) {
  return {
    async scan(prefix: string) {
      const wanted = { FilterExpression: 'begins_with(pk, :pk)', ExpressionAttributeValues: { ':pk': prefix } };
      const found = await documents.send(new ScanCommand({ TableName: 'records', ConsistentRead: true, ...wanted }));
      return found.Items ?? [];
    },
    async readAudit(jobId: string) {
      const wanted = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': `JOB#${jobId}` } };
      return (await documents.send(new QueryCommand({ TableName: 'audit', ...wanted }))).Items ?? [];
    },
  };
}

function withBookings(event: CloudFrontEvent, clientIp: string): CloudFrontEvent {
  const { request } = event.Records[0].cf;
  const headers = request.origin?.custom?.customHeaders;
  Object.assign(request, { clientIp });
  Object.assign(headers ?? {}, {
    [BOOKING_CONFIG_HEADER]: [{ key: 'X', value: JSON.stringify(BOOKING_CONFIG) }],
    [EVIDENCE_QUEUE_HEADER]: [{ key: 'X', value: EVIDENCE_QUEUE_URL }],
  });
  return event;
}

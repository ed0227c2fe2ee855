import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createStripePayments } from '../../../../edge/adapters/stripe-payments.ts';
import {
  BOOKING_PERMISSIONS,
  EVIDENCE_PERMISSIONS,
  findNeeded,
  type KeyPermissions,
  type NeededPermission,
} from '../../../../infra/local/stripe/key-permissions.ts';
import { createStripe, type EmulatedStripe } from '../../../../infra/local/stripe/server.ts';
import { createStripeDisputes } from '../../../../origin/adapters/stripe-disputes.ts';
import { toDisputedBooking } from '../../../origin/dispute/evidence-cases.ts';

/** Tells what was called, and lets nothing pass. */
const called: NeededPermission[] = [];
const listener = createServer((request, response) => {
  const needed = findNeeded(request.method ?? '', request.url ?? '');
  if (needed) called.push(needed);
  response.writeHead(401, { 'content-type': 'application/json' }).end('{"error":{"type":"invalid_request_error"}}');
});
let address: string;
let emulator: EmulatedStripe;

beforeAll(async () => {
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  emulator = await createStripe({
    ...{ apiKey: 'rk_test_booking', evidenceKey: 'rk_test_evidence', webhookSecret: 'whsec_1' },
    ...{ webhook: () => null, now: () => Date.now() },
  });
});
afterAll(async () => {
  await Promise.all([emulator.close(), new Promise((resolve) => listener.close(resolve))]);
});
beforeEach(() => void called.splice(0));

/** The least rights that allow all of it. */
function sumUp(needed: readonly NeededPermission[]): KeyPermissions {
  const writes = new Set(needed.filter(({ right }) => right === 'write').map(({ resource }) => resource));
  return Object.fromEntries(needed.map(({ resource }) => [resource, writes.has(resource) ? 'write' : 'read']));
}

describe('a restricted key', () => {
  it('of bookings may do what the edge calls, and nothing more', async () => {
    const payments = createStripePayments({ api_key: 'rk_test_1', api_base: address });
    const booking = toDisputedBooking('pi_1');
    const calls = {
      createSession: () => payments.createSession(booking, { attempt: 1, expires_at: 1 }),
      readSession: () => payments.readSession('cs_test_1'),
      readPayment: () => payments.readPayment('pi_1'),
      refund: () => payments.refund('pi_1', 'key'),
      listEvents: () => payments.listEvents(0),
    } satisfies Record<keyof typeof payments, () => Promise<unknown>>;
    for (const call of Object.values(calls)) await expect(call()).rejects.toMatchObject({ code: 'internal' });
    expect([called.length, sumUp(called)]).toEqual([5, BOOKING_PERMISSIONS]);
  });

  it('of evidence may do what the function of evidence calls, and nothing more', async () => {
    const disputes = createStripeDisputes({ apiKey: 'rk_test_1', apiBase: address });
    const calls = {
      read: () => disputes.read('dp_1'),
      upload: () => disputes.upload(Buffer.from('%PDF-1.7'), 'a.pdf'),
      attach: () => disputes.attach('dp_1', 'file_1', {}),
    } satisfies Record<keyof typeof disputes, () => Promise<unknown>>;
    for (const call of Object.values(calls)) await expect(call()).rejects.toThrow();
    expect([called.length, sumUp(called)]).toEqual([3, EVIDENCE_PERMISSIONS]);
  });

  it.each([
    ['bookings', BOOKING_PERMISSIONS],
    ['evidence', EVIDENCE_PERMISSIONS],
  ])('of %s is documented so', (_name, permissions) => {
    const guide = readFileSync(new URL('../../../../docs/payments.md', import.meta.url), 'utf8').replaceAll(
      /\s+/g,
      ' ',
    );
    const told = Object.entries(permissions).map(([resource, right]) => `${resource} ${right}`);
    expect(guide).toContain(`**${told.join('; ')}**`);
  });
});

describe('attack: a key that has been lost', () => {
  it.each([
    ['rk_test_booking', 'GET', '/v1/disputes/dp_1', 403],
    ['rk_test_booking', 'POST', '/v1/files', 403],
    ['rk_test_booking', 'POST', '/v1/payment_intents/pi_1', 403],
    ['rk_test_booking', 'POST', '/v1/events/evt_1', 403],
    ['rk_test_booking', 'GET', '/v1/payment_intents/pi_1', 404],
    ['rk_test_booking', 'GET', '/v1/customers', 403],
    ['rk_test_evidence', 'POST', '/v1/refunds', 403],
    ['rk_test_evidence', 'GET', '/v1/checkout/sessions/cs_1', 403],
    ['rk_test_evidence', 'GET', '/v1/disputes/dp_1', 404],
    ['rk_test_other', 'GET', '/v1/events', 401],
  ])('%s: %s %s gives %i', async (key, method, path, status) => {
    const headers = { authorization: `Bearer ${key}` };
    expect((await fetch(emulator.url + path, { method, headers })).status).toBe(status);
  });
});

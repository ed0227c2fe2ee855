import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createStripePayments } from '../../../edge/adapters/stripe-payments.ts';
import type { PaymentPort } from '../../../edge/core/payments.ts';
import { toDisputedBooking } from '../../origin/dispute/evidence-cases.ts';

/** Stripe refuses, and its words tell of a person. */
const REFUSAL = { type: 'invalid_request_error', code: 'email_invalid', message: 'Invalid email: ada@example.com' };
const keys: (string | undefined)[] = [];
let status = 400;
let payments: PaymentPort;

const server = createServer((request, response) => {
  keys.push(request.headers['idempotency-key']?.toString());
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error: REFUSAL }));
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const api_base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  payments = createStripePayments({ api_key: 'rk_test_1', api_base });
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => void keys.splice(0));

const booking = toDisputedBooking('pi_1');
const open = (attempt: number) => payments.createSession(booking, { attempt, expires_at: 1 });

describe('a refusal of Stripe', () => {
  it.each([
    [400, 'internal'],
    [403, 'internal'],
    [429, 'unavailable'],
    [500, 'unavailable'],
  ])('with status %i is %s, and of its words nothing is told', async (refused, code) => {
    status = refused;
    const error = await open(1).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, cause: { code: 'email_invalid' } });
    const { cause } = error as { cause: Error };
    expect([cause.message, JSON.stringify(Object.values(cause)), cause.stack]).not.toContainEqual(
      expect.stringContaining('ada@'),
    );
  });
});

describe('what is asked twice', () => {
  it('has the key of its attempt, another attempt another one', async () => {
    status = 400;
    for (const attempt of [1, 1, 2]) await open(attempt).catch(() => undefined);
    expect(keys).toEqual([1, 1, 2].map((attempt) => `${booking.booking_id}-${attempt}`));
  });

  it('gives money back by the key that it was asked by', async () => {
    status = 400;
    await payments.refund('pi_1', 'refund-1').catch(() => undefined);
    expect(keys).toEqual(['refund-1']);
  });
});

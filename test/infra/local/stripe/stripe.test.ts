import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verifyStripeEvent } from '../../../../edge/adapters/verify-stripe-event.ts';
import { createStripe, type EmulatedStripe, passStripeTime } from '../../../../infra/local/stripe/server.ts';

const SECRET = 'whsec_test';
const START_MS = Date.parse('2026-11-30T09:00:00Z');
const received: { body: Buffer; signature: string }[] = [];
let nowMs = START_MS;
let statuses: number[] = [];
let emulator: EmulatedStripe;
let client: Stripe;

const webhook = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  received.push({ body: Buffer.concat(chunks), signature: String(request.headers['stripe-signature']) });
  response.writeHead(statuses.shift() ?? 200).end();
});

beforeAll(async () => {
  await new Promise<void>((resolve) => webhook.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(webhook.address() as AddressInfo).port}/`;
  const options = { apiKey: 'sk_test_1', webhook: () => url, webhookSecret: SECRET, now: () => nowMs };
  emulator = await createStripe({ ...options, random: () => 0, pace: 0.02 });
  const { hostname, port } = new URL(emulator.url);
  client = new Stripe('sk_test_1', { host: hostname, port, protocol: 'http', telemetry: false, maxNetworkRetries: 0 });
});
afterAll(async () => {
  await emulator.close();
  await new Promise((resolve) => webhook.close(resolve));
});
beforeEach(async () => {
  await emulator.deliveries.idle();
  received.splice(0);
  statuses = [];
  nowMs = START_MS;
  emulator.deliveries.setDisorder('none');
});

const ASKED: Stripe.Checkout.SessionCreateParams = {
  mode: 'payment',
  line_items: [
    { quantity: 2, price_data: { currency: 'usd', unit_amount: 4_000, product_data: { name: 'Mattress' } } },
  ],
  metadata: { booking_id: 'b-1' },
  payment_intent_data: { metadata: { booking_id: 'b-1' } },
  success_url: 'https://example.com/done',
  expires_at: START_MS / 1000 + 31 * 60,
};

async function open(options: Stripe.RequestOptions = {}, more: Partial<Stripe.Checkout.SessionCreateParams> = {}) {
  return client.checkout.sessions.create({ ...ASKED, ...more }, options);
}

async function submit(session: { url: string | null }, fields: Record<string, string>) {
  return fetch(session.url ?? '', { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
}

async function readTypes({ id }: { readonly id: string }) {
  await emulator.deliveries.idle();
  const events = received.map(({ body }) => JSON.parse(body.toString()));
  return events.filter(({ data }) => data.object.id === id).map(({ type }) => type);
}

describe('a session', () => {
  it('is made, paid, and told of by a signed event', async () => {
    const session = await open();
    expect(session).toMatchObject({ status: 'open', payment_status: 'unpaid', amount_total: 8_000, currency: 'usd' });
    const redirect = await submit(session, { number: '4242 4242 4242 4242' });
    expect([redirect.status, redirect.headers.get('location')]).toEqual([303, 'https://example.com/done']);
    expect(await readTypes(session)).toEqual(['checkout.session.completed']);
    const [first] = received;
    const event = verifyStripeEvent(
      { raw: first?.body ?? Buffer.alloc(0), signature: first?.signature ?? '' },
      [SECRET],
      new Date(nowMs),
    );
    expect(event).toMatchObject({ booking_id: 'b-1', fact: { session_id: session.id, state: 'paid', amount: 8_000 } });
    const payment = await client.paymentIntents.retrieve(
      String((await client.checkout.sessions.retrieve(session.id)).payment_intent),
    );
    expect(payment).toMatchObject({ status: 'succeeded', amount: 8_000, metadata: { booking_id: 'b-1' } });
  });

  it('is the same again for the same idempotency key, and refused for other parameters', async () => {
    const session = await open({ idempotencyKey: 'b-1-1' });
    expect((await open({ idempotencyKey: 'b-1-1' })).id).toBe(session.id);
    const other = open({ idempotencyKey: 'b-1-1' }, { success_url: 'https://example.com/other' });
    await expect(other).rejects.toMatchObject({ type: 'StripeIdempotencyError' });
  });

  it.each([
    [30 * 60 - 1, false],
    [30 * 60, true],
    [24 * 3600, true],
    [24 * 3600 + 1, false],
  ])('may live %i s: %s', async (seconds, isTaken) => {
    const asked = open({}, { expires_at: START_MS / 1000 + seconds });
    if (isTaken) await expect(asked).resolves.toMatchObject({ status: 'open' });
    else await expect(asked).rejects.toMatchObject({ param: 'expires_at' });
  });

  it('expires when its time is over, and cannot be paid then', async () => {
    const session = await open();
    passStripeTime(emulator.account, emulator.till, session.expires_at);
    await submit(session, { number: '4242424242424242' });
    expect(await client.checkout.sessions.retrieve(session.id)).toMatchObject({
      status: 'expired',
      payment_status: 'unpaid',
    });
    expect(await readTypes(session)).toEqual(['checkout.session.expired']);
  });

  it.each(['4000000000000002', '4000000000009995', '4242424242424241'])(
    'stays open when %s is declined',
    async (number) => {
      const session = await open();
      const page = await (await submit(session, { number })).text();
      expect(page).toContain('role="alert"');
      expect(await client.checkout.sessions.retrieve(session.id)).toMatchObject({ status: 'open' });
      expect(await readTypes(session)).toEqual([]);
    },
  );

  it('asks the bank first where a card needs it, and is declined where the customer says no', async () => {
    const session = await open();
    expect(await (await submit(session, { number: '4000002500003155' })).text()).toContain('Your bank asks');
    expect(await (await submit(session, { number: '4000002500003155', bank: 'no' })).text()).toContain('role="alert"');
    expect((await submit(session, { number: '4000002500003155', bank: 'yes' })).status).toBe(303);
  });

  it.each([
    ['000123456789', 'succeeded', 'paid'],
    ['000111111116', 'failed', 'unpaid'],
  ])('is paid by bank debit %s later: %s', async (number, outcome, payment_status) => {
    const session = await open();
    await submit(session, { number });
    expect(await client.checkout.sessions.retrieve(session.id)).toMatchObject({
      status: 'complete',
      payment_status: 'unpaid',
    });
    passStripeTime(emulator.account, emulator.till, START_MS / 1000 + 3);
    const expected = ['checkout.session.completed', `checkout.session.async_payment_${outcome}`];
    expect((await readTypes(session)).toSorted()).toEqual(expected.toSorted());
    expect(await client.checkout.sessions.retrieve(session.id)).toMatchObject({ payment_status });
  });
});

describe('a payment', () => {
  async function pay(number = '4242424242424242') {
    const session = await open();
    await submit(session, { number });
    return String((await client.checkout.sessions.retrieve(session.id)).payment_intent);
  }

  it('is given back in part, then wholly, and no further', async () => {
    const payment_intent = await pay();
    await client.refunds.create({ payment_intent, amount: 3_000 });
    await client.refunds.create({ payment_intent });
    await expect(client.refunds.create({ payment_intent })).rejects.toMatchObject({ statusCode: 400 });
    await emulator.deliveries.idle();
    const refunds = received
      .map(({ body }) => JSON.parse(body.toString()))
      .filter(({ type }) => type === 'charge.refunded');
    expect(refunds.map(({ data }) => data.object.amount_refunded).toSorted()).toEqual([3_000, 8_000]);
  });

  it('is disputed by its card, takes evidence as a draft, and is won', async () => {
    await pay('4000000000000259');
    const dispute = [...emulator.account.disputes.values()].at(-1);
    const file = await client.files.create({
      purpose: 'dispute_evidence',
      file: { data: Buffer.from('%PDF-1.7'), name: 'evidence.pdf', type: 'application/pdf' },
    });
    const id = dispute?.id ?? '';
    const draft = await client.disputes.update(id, { evidence: { service_documentation: file.id }, submit: false });
    expect(file).toMatchObject({ size: 8, type: 'pdf', purpose: 'dispute_evidence' });
    expect(draft).toMatchObject({
      status: 'needs_response',
      evidence_details: { has_evidence: true, submission_count: 0 },
    });
    await fetch(`${emulator.url}/`, { method: 'POST', body: new URLSearchParams({ dispute: id, status: 'won' }) });
    expect(await client.disputes.retrieve(id)).toMatchObject({ status: 'won' });
  });
});

describe('events', () => {
  it('are listed by kind, the newest first, over all pages', async () => {
    for (let count = 0; count < 3; count += 1) emulator.till.expire(await open());
    const types: Stripe.EventListParams['types'] = ['checkout.session.expired'];
    const all = await client.events
      .list({ types, limit: 2, created: { gte: START_MS / 1000 } })
      .autoPagingToArray({ limit: 100 });
    const made = [...emulator.account.events.values()].filter(({ type }) => type === 'checkout.session.expired');
    expect(all.map(({ id }) => id)).toEqual(made.map(({ id }) => id).toReversed());
  });

  it('come twice, or never, as the switch says', async () => {
    emulator.deliveries.setDisorder('twice');
    const [twice, lost] = [await open(), await open()];
    emulator.till.expire(twice);
    emulator.deliveries.setDisorder('lost');
    emulator.till.expire(lost);
    expect(await readTypes(twice)).toHaveLength(2);
    expect(await readTypes(lost)).toEqual([]);
  });

  it('come the later one first where they are turned round', async () => {
    emulator.deliveries.setDisorder('reversed');
    const [first, second] = [await open(), await open()];
    emulator.till.expire(first);
    emulator.till.expire(second);
    await emulator.deliveries.idle();
    expect(received.map(({ body }) => JSON.parse(body.toString()).data.object.id)).toEqual([second.id, first.id]);
  });

  it('come again until they are taken', async () => {
    statuses = [503];
    const session = await open();
    emulator.till.expire(session);
    expect(await readTypes(session)).toHaveLength(2);
  });
});

describe('attack: a caller without the key', () => {
  it('is refused', async () => {
    const { hostname, port } = new URL(emulator.url);
    const stranger = new Stripe('sk_test_2', { host: hostname, port, protocol: 'http', maxNetworkRetries: 0 });
    await expect(stranger.checkout.sessions.create(ASKED)).rejects.toMatchObject({ statusCode: 401 });
  });
});

import { describe, expect } from 'vitest';
import { NOW } from '../issuer.ts';
import { bookingTest, PERSON } from './booking-test.ts';
import { WEBHOOK_SECRETS } from './booking-world.ts';
import { signEvent } from './model-stripe.ts';

describe('POST /stripe/webhook', () => {
  bookingTest(
    'makes of a paid booking an open job, at the hour where the work is, with its entry',
    async ({ world, send, bookAndPay, readJobs }) => {
      const { bookingId, paid } = await bookAndPay({ slot: { day: '2026-12-05', half_day: 'morning' } });
      expect(await readJobs(bookingId)).toEqual([]);
      expect((await send(paid)).body).toMatchObject({ outcome: 'recorded' });
      expect(await readJobs(bookingId)).toMatchObject([
        {
          status: 'open',
          title: 'Half truck, 2 × Mattress',
          customer_name: 'Ada Byron',
          scheduled_for: '2026-12-05T13:00:00.000Z',
        },
      ]);
      expect(await world.readAudit(bookingId)).toMatchObject([{ action: 'job-made', actor: 'system' }]);
    },
  );

  bookingTest('takes an event twice, and does it once', async ({ send, bookAndPay, readJobs }) => {
    const { bookingId, paid } = await bookAndPay();
    const outcomes = await Promise.all([send(paid), send(paid)]);
    const again = await send(paid);
    expect([...outcomes, again].map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(outcomes.filter(({ body }) => body.outcome === 'recorded')).toHaveLength(1);
    expect(await readJobs(bookingId)).toMatchObject([{ revision: 1 }]);
  });

  bookingTest.for(WEBHOOK_SECRETS)(
    'takes what %s has signed, while one is being replaced',
    async (secret, { send, bookAndPay }) => {
      const { paid } = await bookAndPay();
      expect((await send(paid, secret)).status).toBe(200);
    },
  );

  bookingTest('takes what is 300 s old: a second more is too old', async ({ world, bookAndPay }) => {
    const { paid } = await bookAndPay();
    const { raw, signature } = signEvent(paid, NOW.getTime() - 300_000, WEBHOOK_SECRETS[0]);
    const headers = { 'stripe-signature': signature };
    expect((await world.ask('/stripe/webhook', { method: 'POST', body: raw, headers })).status).toBe(200);
  });

  bookingTest(
    'tells by the payment why a bank debit has failed',
    async ({ world, toRequest, book, findSession, listRaised, send, readJobs }) => {
      const request = toRequest();
      const { body } = await book(request);
      const session = findSession(body.booking_id);
      world.emulator.till.pay(session, { kind: 'later', succeeds: false });
      world.emulator.till.settle(session, false);
      for (const event of listRaised(body.booking_id)) await send(event);
      const headers = { 'booking-secret': request.id };
      const read = await world.ask(`/bookings?booking_id=${body.booking_id}`, { headers });
      expect(read.body).toMatchObject({ state: 'failed', failure: 'payment_method_provider_decline', pay_url: null });
      expect(await readJobs(body.booking_id)).toEqual([]);
    },
  );

  bookingTest(
    'finds the booking of a dispute by its payment',
    async ({ world, dispatcher, toRequest, book, findSession, send }) => {
      const { body } = await book(toRequest());
      world.emulator.till.pay(findSession(body.booking_id), { kind: 'disputed', reason: 'fraudulent' });
      const events = [...world.emulator.account.events.values()].slice(-2);
      for (const event of events.toReversed()) expect((await send(event)).status).toBe(200);
      const { body: list } = await world.ask('/bookings', { token: dispatcher });
      expect(list.bookings).toContainEqual(
        expect.objectContaining({
          ...{ booking_id: body.booking_id, state: 'disputed' },
          disputes: [expect.objectContaining({ reason: 'fraudulent', status: 'needs_response' })],
        }),
      );
    },
  );

  bookingTest('takes an event of another kind, and changes nothing', async ({ send }) => {
    const event = { id: 'evt_other', type: 'customer.created', livemode: false, data: { object: { id: 'cus_1' } } };
    expect((await send(event)).body).toMatchObject({ received: true, outcome: 'other-kind' });
  });
});

describe('attack: a webhook of somebody else', () => {
  bookingTest.for([
    ['without a signature', {}],
    ['with one of another secret', { secret: 'whsec_other' }],
    ['301 s old', { atMs: NOW.getTime() - 301_000 }],
    ['cut by CloudFront', { isBodyTruncated: true }],
  ] as const)(
    'is refused %s',
    async (
      [name, { secret, atMs, isBodyTruncated }]: readonly [
        string,
        { secret?: string; atMs?: number; isBodyTruncated?: boolean },
      ],
      { world, bookAndPay, readJobs },
    ) => {
      const { bookingId, paid } = await bookAndPay();
      const { raw, signature } = signEvent(paid, atMs ?? Date.now(), secret ?? WEBHOOK_SECRETS[0]);
      const headers = name === 'without a signature' ? {} : { 'stripe-signature': signature };
      const more = isBodyTruncated ? { isBodyTruncated } : {};
      const { status } = await world.ask('/stripe/webhook', { method: 'POST', body: raw, headers, ...more });
      expect([status, await readJobs(bookingId)]).toEqual([isBodyTruncated ? 413 : 403, []]);
    },
  );

  bookingTest('is refused when a byte of it was changed', async ({ world, bookAndPay, readJobs }) => {
    const { bookingId, paid } = await bookAndPay();
    const { raw, signature } = signEvent(paid, Date.now(), WEBHOOK_SECRETS[0]);
    const headers = { 'stripe-signature': signature };
    const { status } = await world.ask('/stripe/webhook', { method: 'POST', body: `${raw} `, headers });
    expect([status, await readJobs(bookingId)]).toEqual([403, []]);
  });

  bookingTest.for<[string, object, object]>([
    ['wrong-amount', { amount_total: 100 }, {}],
    ['wrong-currency', { currency: 'mxn' }, {}],
    ['wrong-session', { id: 'cs_test_other' }, {}],
    ['other-mode', {}, { livemode: true }],
    ['other-account', {}, { account: 'acct_other' }],
  ])(
    'is not believed, and raises an alarm: %s',
    async ([outcome, object, event], { world, send, bookAndPay, readJobs }) => {
      const { bookingId, paid } = await bookAndPay();
      const before = world.metrics.length;
      const changed = { ...paid, id: `evt_${outcome}`, ...event, data: { object: { ...paid.data.object, ...object } } };
      expect((await send(changed)).body).toMatchObject({ outcome });
      expect(await readJobs(bookingId)).toEqual([]);
      expect(world.metrics.slice(before)).toMatchObject([{ name: 'strange_payment_events', value: 1 }]);
    },
  );
});

describe('the log', () => {
  bookingTest('has no name, e-mail, phone, address or secret of anybody', async ({ world, send, bookAndPay }) => {
    const { request, paid } = await bookAndPay();
    await send(paid);
    const text = world.lines.join('\n');
    for (const secret of [request.id, ...Object.values(PERSON), '203.0.113.']) expect(text).not.toContain(secret);
    expect(text).toContain(paid.id);
  });
});

import { randomUUID } from 'node:crypto';
import { describe, expect, vi } from 'vitest';
import { mintToken, NOW } from '../issuer.ts';
import { bookingTest } from './booking-test.ts';

describe('POST /bookings', () => {
  bookingTest('computes the price, and leads to a session of just that', async ({ toRequest, book, findSession }) => {
    const { status, body } = await book(toRequest());
    const session = findSession(body.booking_id);
    expect([status, body.state, body.order.amount]).toEqual([200, 'pending_payment', 24_900 + 2 * 4_000]);
    expect(session).toMatchObject({ amount_total: 32_900, currency: 'usd', url: body.pay_url });
    expect(session.metadata).toEqual({ booking_id: body.booking_id });
    expect(session.expires_at).toBe(NOW.getTime() / 1000 + 31 * 60);
  });

  bookingTest(
    'gives the same booking and session for the same request, and refuses another with its id',
    async ({ toRequest, book }) => {
      const request = toRequest();
      const [first, second] = [await book(request), await book(request)];
      expect(second.body).toEqual(first.body);
      const other = await book({ ...request, size: 'quarter' });
      expect([other.status, other.body.errors]).toEqual([400, [expect.objectContaining({ pointer: '/id' })]]);
    },
  );

  bookingTest('opens one session, however many times at once it is asked for', async ({ world, toRequest, book }) => {
    const request = toRequest();
    const responses = await Promise.all([book(request), book(request), book(request)]);
    const [bookingId] = responses.map(({ body }) => body.booking_id);
    const sessions = [...world.emulator.account.sessions.values()];
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(sessions.filter(({ client_reference_id }) => client_reference_id === bookingId)).toHaveLength(1);
  });

  bookingTest('tells all that is wrong at once, each with its place', async ({ book }) => {
    const wrong = { id: 'short', size: 'x', extras: { mattress: 5, sofa: 1 }, slot: {}, email: 'x', price: 1 };
    const { status, body } = await book(wrong);
    const pointers = body.errors.map(({ pointer }: { pointer: string }) => pointer);
    const expected = '/price /id /size /terms /slot /extras/mattress /extras/sofa /name /phone /email /address';
    expect([status, pointers]).toEqual([400, expected.split(' ')]);
  });

  bookingTest(
    'has two places in a half day, and one again when a session has expired',
    async ({ world, toRequest, book, findSession, listRaised, send }) => {
      const slot = { day: '2026-12-04', half_day: 'morning' };
      const first = await book(toRequest({ slot }));
      await book(toRequest({ slot }));
      const third = toRequest({ slot });
      expect((await book(third)).body.errors).toMatchObject([{ pointer: '/slot' }]);
      world.emulator.till.expire(findSession(first.body.booking_id));
      for (const event of listRaised(first.body.booking_id)) await send(event);
      expect((await book(third)).status).toBe(200);
    },
  );

  bookingTest('opens a new session when the last one has expired', async ({ world, toRequest, book, findSession }) => {
    const request = toRequest();
    const { body } = await book(request);
    world.emulator.till.expire(findSession(body.booking_id));
    vi.setSystemTime(NOW.getTime() + 32 * 60_000);
    const again = await book(request);
    expect(again.body).toMatchObject({ booking_id: body.booking_id, state: 'pending_payment' });
    expect(again.body.pay_url).not.toBe(body.pay_url);
  });
});

describe('attack: bookings by the hundred', () => {
  bookingTest(
    'are turned away after twenty an hour from one address, and no address is kept',
    async ({ world, book }) => {
      vi.setSystemTime(NOW.getTime() + 3600_000);
      const statuses: number[] = [];
      for (let asked = 0; asked < 21; asked += 1) statuses.push((await book({})).status);
      expect([statuses.slice(0, 20).every((status) => status === 400), statuses.at(-1)]).toEqual([true, 429]);
      const rows = await world.scan('LIMIT#');
      expect(JSON.stringify(rows)).not.toContain('203.0.113.');
      expect(rows.every(({ expires_at }) => expires_at < NOW.getTime() / 1000 + 4 * 3600)).toBe(true);
    },
  );
});

describe('attack: other ways to ask by the hundred', () => {
  bookingTest.for(['a form', 'paying again'] as const)(
    'are counted too: %s',
    async (way, { world, toRequest, book }) => {
      const request = toRequest();
      const { body } = await book(request);
      const { id, slot, extras, ...texts } = request;
      const form = { ...texts, ...slot, id, extra_mattress: String(extras.mattress), step: 'pay' };
      const formHeaders = { 'content-type': 'application/x-www-form-urlencoded' };
      const asking =
        way === 'a form'
          ? { method: 'POST', headers: formHeaders, body: String(new URLSearchParams(form)) }
          : { method: 'POST', headers: { 'booking-secret': id } };
      const path = way === 'a form' ? '/bookings' : `/bookings?booking_id=${body.booking_id}`;
      const statuses: number[] = [];
      for (let asked = 1; asked < 21; asked += 1) statuses.push((await world.ask(path, asking)).status);
      expect([statuses.slice(0, 19).every((status) => status === 200), statuses.at(-1)]).toEqual([true, 429]);
    },
  );
});

describe('GET /bookings', () => {
  bookingTest(
    'tells a booking to who has its secret, and to nobody else that it is there',
    async ({ world, toRequest, book }) => {
      const request = toRequest();
      const { body } = await book(request);
      const read = (secret: string) =>
        world.ask(`/bookings?booking_id=${body.booking_id}`, { headers: { 'booking-secret': secret } });
      expect((await read(request.id)).body).toEqual(body);
      for (const secret of ['', randomUUID(), body.booking_id]) expect((await read(secret)).status).toBe(404);
    },
  );

  bookingTest(
    'is nothing to anybody once its time is over, though its row is still there',
    async ({ world, toRequest, book }) => {
      const request = toRequest();
      const { body } = await book(request);
      const path = `/bookings?booking_id=${body.booking_id}`;
      const own = { headers: { 'booking-secret': request.id } };
      const ask = async () => {
        const now = Date.now() / 1000;
        const token = await mintToken({ roles: ['dispatcher'], iat: now, exp: now + 60 });
        const patch = { method: 'PATCH', token, body: { action: 'refund' } };
        const { bookings } = (await world.ask('/bookings', { token })).body;
        const isListed = bookings.some(({ booking_id }: { booking_id: string }) => booking_id === body.booking_id);
        const responses = [await world.ask(path, own)];
        return [isListed, ...[...responses, await world.ask(path, patch)].map(({ status }) => status)];
      };
      const overMs = NOW.getTime() + 31 * 60_000 + 30 * 24 * 3600_000;
      vi.setSystemTime(overMs - 1000);
      expect(await ask()).toEqual([true, 200, 400]);
      vi.setSystemTime(overMs);
      expect(await ask()).toEqual([false, 404, 404]);
      expect((await world.ask(path, { ...own, method: 'POST' })).status).toBe(404);
      expect(await world.scan(`BOOKING#${body.booking_id}`)).toHaveLength(1);
    },
  );

  bookingTest('lists all for dispatchers alone', async ({ world, dispatcher, bookAndPay }) => {
    const { bookingId } = await bookAndPay();
    const worker = await mintToken({ roles: ['worker'] });
    const { body } = await world.ask('/bookings', { token: dispatcher });
    expect(body.bookings).toContainEqual(expect.objectContaining({ booking_id: bookingId, name: 'Ada Byron' }));
    expect((await world.ask('/bookings', { token: worker })).status).toBe(403);
    expect((await world.ask('/bookings')).status).toBe(401);
  });

  bookingTest('offers what can be booked, from tomorrow on', async ({ world }) => {
    const { body } = await world.ask('/bookings/offer');
    expect(body.slots).toHaveLength(28);
    expect(body.slots[0]).toMatchObject({ day: '2026-11-23', half_day: 'morning', from: '08:00' });
    expect(body.sizes[0]).toMatchObject({ id: 'quarter', amount: 14_900 });
  });
});

describe('PATCH /bookings', () => {
  bookingTest(
    'gives all of it back, once; the job is cancelled when Stripe tells so',
    async ({ world, dispatcher, listRaised, send, bookAndPay, readJobs }) => {
      const { bookingId, paid } = await bookAndPay();
      await send(paid);
      const cancel = () =>
        world.ask(`/bookings?booking_id=${bookingId}`, {
          method: 'PATCH',
          token: dispatcher,
          body: { action: 'refund' },
        });
      expect([(await cancel()).status, (await cancel()).status]).toEqual([200, 200]);
      expect(await readJobs(bookingId)).toMatchObject([{ status: 'open' }]);
      const refunds = listRaised(bookingId).filter(({ type }) => type === 'charge.refunded');
      expect(refunds).toHaveLength(1);
      for (const event of refunds) await send(event);
      expect(await readJobs(bookingId)).toMatchObject([{ status: 'cancelled', revision: 2 }]);
      expect((await cancel()).body).toMatchObject({ state: 'refunded', refunded: 32_900 });
    },
  );

  bookingTest('is for dispatchers alone, and for what is paid', async ({ world, dispatcher, toRequest, book }) => {
    const { body } = await book(toRequest());
    const path = `/bookings?booking_id=${body.booking_id}`;
    const asking = { method: 'PATCH', body: { action: 'refund' } };
    expect((await world.ask(path, { ...asking, token: await mintToken() })).status).toBe(403);
    expect((await world.ask(path, { ...asking, token: dispatcher })).status).toBe(400);
  });
});

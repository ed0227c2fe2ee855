import { randomUUID } from 'node:crypto';
import { describe, expect, vi } from 'vitest';
import { NOW } from '../issuer.ts';
import { bookingTest } from './booking-test.ts';

const it = bookingTest.extend(
  'again',
  ({ world }) =>
    (bookingId: string, secret: string) =>
      world.ask(`/bookings?booking_id=${bookingId}`, { method: 'POST', headers: { 'booking-secret': secret } }),
);

describe('POST /bookings?booking_id=', () => {
  it('gives the session that is open, and a new one once that has expired', async ({
    world,
    toRequest,
    book,
    again,
    findSession,
    listRaised,
    send,
  }) => {
    const request = toRequest();
    const { body } = await book(request);
    expect((await again(body.booking_id, request.id)).body.pay_url).toBe(body.pay_url);
    world.emulator.till.expire(findSession(body.booking_id));
    for (const event of listRaised(body.booking_id)) await send(event);
    const opened = await again(body.booking_id, request.id);
    expect(opened.body).toMatchObject({ state: 'pending_payment', order: body.order });
    expect(opened.body.pay_url).not.toBe(body.pay_url);
    expect(findSession(body.booking_id).amount_total).toBe(32_900);
  });

  it('opens none for a booking that is paid', async ({ again, bookAndPay, send }) => {
    const { request, bookingId, paid } = await bookAndPay();
    await send(paid);
    expect((await again(bookingId, request.id)).body).toMatchObject({ state: 'paid', pay_url: null });
  });

  it('opens none for a half day that is full by now, or over', async ({
    world,
    toRequest,
    book,
    again,
    findSession,
    listRaised,
    send,
  }) => {
    const slot = { day: '2026-12-05', half_day: 'afternoon' };
    const request = toRequest({ slot });
    const { body } = await book(request);
    world.emulator.till.expire(findSession(body.booking_id));
    for (const event of listRaised(body.booking_id)) await send(event);
    await book(toRequest({ slot }));
    await book(toRequest({ slot }));
    const full = await again(body.booking_id, request.id);
    expect([full.status, full.body.errors]).toMatchObject([400, [{ pointer: '/slot' }]]);
    vi.setSystemTime(NOW.getTime() + 15 * 24 * 3600_000);
    expect((await again(body.booking_id, request.id)).body.errors).toMatchObject([{ pointer: '/slot' }]);
  });
});

describe('attack: another’s booking', () => {
  it('is neither read nor paid again with another secret, whoever’s it is', async ({ toRequest, book, again }) => {
    const [own, foreign] = [toRequest(), toRequest()];
    const { body } = await book(foreign);
    await book(own);
    for (const secret of [own.id, randomUUID(), '', body.booking_id]) {
      expect((await again(body.booking_id, secret)).status).toBe(404);
    }
  });
});

describe('the link of a booking’s job', () => {
  const read = { headers: { 'booking-secret': '' } };

  it('is there once it is paid, the same each time, and opens that job alone', async ({ world, bookAndPay, send }) => {
    const { request, bookingId, paid } = await bookAndPay();
    const ask = () =>
      world.ask(`/bookings?booking_id=${bookingId}`, { headers: { ...read.headers, 'booking-secret': request.id } });
    expect((await ask()).body.job_link).toBeNull();
    await send(paid);
    const [{ body }, second] = await Promise.all([ask(), ask()]);
    expect(body.job_link).toMatch(new RegExp(`^/l#${bookingId}\\.[\\w-]{32}$`));
    expect([second.body.job_link, (await ask()).body.job_link]).toEqual([body.job_link, body.job_link]);
    const links = (await world.scan(`JOB#${bookingId}`)).filter(({ sk }) => sk.startsWith('LINK#'));
    expect(links).toMatchObject([{ may: 'add', name: 'Ada Byron', made_by: 'system', job_id: bookingId }]);
    expect(JSON.stringify(links)).not.toContain(body.job_link.split('.')[1]);
    expect((await world.readAudit(bookingId)).filter(({ action }) => action === 'link-made')).toHaveLength(1);
  });

  it('is not there before, and not once all was given back', async ({
    world,
    dispatcher,
    bookAndPay,
    listRaised,
    send,
  }) => {
    const { request, bookingId, paid } = await bookAndPay();
    await send(paid);
    const body = { action: 'refund' };
    await world.ask(`/bookings?booking_id=${bookingId}`, { method: 'PATCH', token: dispatcher, body });
    for (const event of listRaised(bookingId)) await send(event);
    const shown = await world.ask(`/bookings?booking_id=${bookingId}`, { headers: { 'booking-secret': request.id } });
    expect(shown.body).toMatchObject({ state: 'refunded', job_link: null });
  });

  it('is told to nobody but its customer: neither to dispatchers, nor in what makes it', async ({
    world,
    dispatcher,
    bookAndPay,
    send,
    book,
  }) => {
    const { request, bookingId, paid } = await bookAndPay();
    await send(paid);
    await world.ask(`/bookings?booking_id=${bookingId}`, { headers: { 'booking-secret': request.id } });
    const { body } = await world.ask('/bookings', { token: dispatcher });
    expect(body.bookings.map(({ job_link }: { job_link: unknown }) => job_link).filter(Boolean)).toEqual([]);
    expect((await book(request)).body.job_link).toBeNull();
  });

  it('stays ended once it was ended, even when its row has gone', async ({ world, bookAndPay, send }) => {
    const { request, bookingId, paid } = await bookAndPay();
    await send(paid);
    vi.setSystemTime(NOW.getTime() + 120 * 24 * 3600_000);
    const shown = await world.ask(`/bookings?booking_id=${bookingId}`, { headers: { 'booking-secret': request.id } });
    expect(shown.body).toMatchObject({ state: 'paid', job_link: null });
    expect((await world.scan(`JOB#${bookingId}`)).some(({ sk }) => sk.startsWith('LINK#'))).toBe(false);
  });
});

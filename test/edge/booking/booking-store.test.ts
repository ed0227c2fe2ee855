import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BookingCommit } from '../../../edge/booking/booking-store.ts';
import { placeBooking } from '../../../edge/booking/place-booking.ts';
import { recordBookingEvent } from '../../../edge/booking/record-booking-event.ts';
import { formatSlotKey, formatStripeEventKey } from '../../../origin/booking-record.ts';
import { toBookingDraft } from './booking-draft.ts';
import { runHistory } from './history.ts';
import { createMemoryBookings, type KeptBookings } from './memory-bookings.ts';
import { createModelStripe } from './model-stripe.ts';
import { startTableBookings } from './table-bookings.ts';

const NOW = new Date('2026-11-30T09:00:00Z');
let table: Awaited<ReturnType<typeof startTableBookings>>;
let count = 0;

beforeAll(async () => {
  table = await startTableBookings();
});
afterAll(() => table.close());

describe.each([
  ['in memory', () => createMemoryBookings()],
  ['in the table', () => table.open()],
])('the store %s', (_, open: () => KeptBookings) => {
  async function place(): Promise<KeptBookings & { readonly commit: BookingCommit }> {
    const kept = open();
    count += 1;
    const pass = async () => undefined;
    const stripe = createModelStripe(`store-${count}`, () => NOW.getTime(), pass);
    const draft = toBookingDraft(1_000_000 + count, 1);
    const before = await placeBooking(draft, { ...kept, payments: stripe.payments, now: NOW, slotCapacity: 2 });
    const after = { ...before, note: 'changed', revision: before.revision + 1 };
    const event = { ...formatStripeEventKey(`evt_${count}`), type: 't', booking_id: before.booking_id, expires_at: 9 };
    return { ...kept, commit: { before, after, event, slot: null, job: null } };
  }

  it('writes a booking, its place and an event together', async () => {
    const { store, commit } = await place();
    const slot = await store.readSlot(commit.after.slot);
    const more = { before: slot, after: { ...formatSlotKey(commit.after.slot), held: 2 } };
    expect(slot).toMatchObject({ held: 1 });
    expect(await store.commit({ ...commit, slot: more })).toBe('written');
    expect(await store.readBooking(commit.after.booking_id)).toEqual(commit.after);
    expect(await store.readSlot(commit.after.slot)).toMatchObject({ held: 2 });
    expect(await store.hasEvent(commit.event?.pk.slice('STRIPE#'.length) ?? '')).toBe(true);
  });

  it('knows an event that is there, and writes nothing', async () => {
    const { store, commit } = await place();
    await store.commit({ ...commit, after: commit.before ?? commit.after });
    expect(await store.commit(commit)).toBe('known');
    expect(await store.readBooking(commit.after.booking_id)).toEqual(commit.before);
  });

  it('refuses what follows from another revision, and writes no event of it', async () => {
    const { store, commit } = await place();
    await store.commit({ ...commit, event: null });
    expect(await store.commit(commit)).toBe('refused');
    expect(await store.hasEvent(commit.event?.pk.slice('STRIPE#'.length) ?? '')).toBe(false);
  });

  it('refuses a place that another has taken meanwhile, and leaves the booking', async () => {
    const { store, commit } = await place();
    const slot = {
      before: { ...formatSlotKey(commit.after.slot), held: 0 },
      after: { ...formatSlotKey(commit.after.slot), held: 1 },
    };
    expect(await store.commit({ ...commit, slot })).toBe('refused');
    expect(await store.readBooking(commit.after.booking_id)).toEqual(commit.before);
  });

  it('refuses a second booking of the same id', async () => {
    const { store, commit } = await place();
    expect(await store.commit({ ...commit, before: null, event: null })).toBe('refused');
  });

  it('makes the job of a paid booking once, with its copy, however often the event comes', async () => {
    const { store, jobs, list, commit } = await place();
    const { booking_id, job_id, sessions, order } = commit.after;
    const session_id = sessions[0]?.session_id ?? '';
    const paid = { kind: 'session', session_id, state: 'paid', payment_intent: 'pi_1', failure: null } as const;
    const fact = { ...paid, amount: order.amount, currency: 'usd' };
    const record = (event_id: string) =>
      recordBookingEvent({ event_id, type: 't', booking_id, fact }, { store, jobs, now: NOW });
    const outcomes = await Promise.all(['evt_a', 'evt_b', 'evt_b'].map((id) => record(`${id}${count}`)));
    expect(outcomes.filter((outcome) => outcome === 'recorded')).toHaveLength(1);
    expect((await list(`JOB#${job_id}`)).filter(({ sk }) => sk === 'JOB')).toMatchObject([
      { title: 'Half truck', status: 'open', customer_name: 'Ada', revision: 1 },
    ]);
    expect(JSON.parse((await jobs.readCopy(job_id))?.text ?? '')).toMatchObject({ job_id, status: 'open' });
    // DynamoDB passes over a row whose TTL is no number.
    const [row] = await list(`BOOKING#${booking_id}`);
    expect([commit.after.expires_at, row]).toEqual([expect.any(Number), expect.objectContaining({ expires_at: null })]);
  });
});

describe('6 histories of payments in the table', () => {
  it('leave none paid without a job, none with a job unpaid, none paid twice or wrongly', async () => {
    const wrong: string[] = [];
    for (let seed = 1; seed <= 6; seed += 1) wrong.push(...(await runHistory(seed, { open: table.open })).wrong);
    expect(wrong).toEqual([]);
  });
});

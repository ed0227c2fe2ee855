/** `npm run bookings`: lists and shows bookings, gives money back, and records again what Stripe says. */

import { randomUUID } from 'node:crypto';
import { giveBack } from '../../edge/booking/give-back.ts';
import { reconcileBookings } from '../../edge/booking/reconcile-bookings.ts';
import { findPaidSession } from '../../edge/core/apply-booking-event.ts';
import type { BookingRecord } from '../../origin/booking-record.ts';
import { formatCodedMoney } from '../../origin/money.ts';
import { type BookingTarget, openBookingTarget } from './booking-target.ts';
import { runCommand } from './command.ts';
import { CommandError } from './command-error.ts';
import { TARGET_HELP, TARGET_OPTIONS } from './target.ts';

const HELP = `Bookings that customers pay: what they are, what Stripe says of them, and their money back.

Usage: npm run bookings -- list | show ID | refund ID | resend [options]
  list             the latest 200, the newest first
  show ID          all of one, its secret aside
  refund ID        gives back all that is left of its payment; its job is cancelled when Stripe tells so
  resend           asks Stripe for the events of the last days and records what a lost webhook has left
  --days N         of resend: so many days (4)
  --dry-run        refund and resend say what they would do
${TARGET_HELP}`;

interface Asked {
  readonly id: string | undefined;
  readonly isDry: boolean;
  readonly days: number;
}

type Act = (target: BookingTarget, asked: Asked) => Promise<string>;

const DAYS = /^([1-9]|[12]\d|30)$/;
const ACTS: Readonly<Record<string, Act>> = { list, show, refund, resend };

await runCommand(
  {
    help: HELP,
    options: {
      ...TARGET_OPTIONS,
      days: { type: 'string', default: '4' },
      'dry-run': { type: 'boolean', default: false },
    },
    run: async ({ values, positionals: [verb = '', id, ...more] }) => {
      const act = Object.hasOwn(ACTS, verb) ? ACTS[verb] : undefined;
      if (act === undefined || more.length > 0) throw new CommandError('say list, show, refund or resend. See --help.');
      if (!DAYS.test(values.days)) throw new CommandError('--days must be 1 to 30: Stripe keeps events so long');
      const target = await openBookingTarget(values);
      try {
        const summary = await act(target, { id, isDry: values['dry-run'], days: Number(values.days) });
        return { summary: `${target.label}: ${summary}`, isClean: true };
      } finally {
        target.close();
      }
    },
  },
  process.argv.slice(2),
);

async function list({ world }: BookingTarget): Promise<string> {
  const bookings = await world.listBookings();
  for (const { booking_id, state, slot, order, name, created_at } of bookings) {
    const price = formatCodedMoney(order.amount, order.currency);
    const cells = [
      booking_id,
      state.padEnd(15),
      slot.day,
      slot.half_day.padEnd(9),
      price.padStart(12),
      created_at,
      name,
    ];
    process.stdout.write(`${cells.join('  ')}\n`);
  }
  return `${bookings.length} bookings`;
}

async function show(target: BookingTarget, { id }: Asked): Promise<string> {
  const { secret_hash: _secret, ...booking } = await find(target, id);
  process.stdout.write(`${JSON.stringify(booking, null, 2)}\n`);
  return `${booking.booking_id} is ${booking.state}`;
}

async function refund(target: BookingTarget, { id, isDry }: Asked): Promise<string> {
  const booking = await find(target, id);
  const payment = findPaidSession(booking)?.payment_intent ?? null;
  if (payment === null) throw new CommandError(`${booking.booking_id} is ${booking.state}: nothing of it was paid`);
  if (booking.state === 'disputed') throw new CommandError(`${booking.booking_id} is disputed: its bank decides`);
  if (booking.state === 'refunded') return `${payment} of ${booking.booking_id} was given back before`;
  if (isDry) return `would give back what is left of ${payment}, of ${booking.booking_id}`;
  const { world, auditLog } = target;
  await giveBack(booking, payment, {
    auditLog,
    openPayments: async () => world.payments,
    // AWS's own log knows whose credentials the operator had.
    actor: { subject: 'operator', name: null },
    request: { requestId: randomUUID(), from: { country: null, address: null } },
    now: world.now,
  });
  return `${payment} of ${booking.booking_id} is given back; its webhook tells the booking`;
}

async function resend({ world }: BookingTarget, { isDry, days }: Asked): Promise<string> {
  const since = Math.floor(world.now.getTime() / 1000) - days * 86_400;
  if (isDry) {
    const events = await world.payments.listEvents(since);
    const isKnown = await Promise.all(events.map(({ event_id }) => world.store.hasEvent(event_id)));
    const missing = events.filter((_, index) => !isKnown[index]);
    for (const { event_id, type, booking_id } of missing)
      process.stdout.write(`${event_id}  ${type}  ${booking_id ?? '-'}\n`);
    return `${events.length} events at Stripe, ${missing.length} of them would be recorded`;
  }
  const { events, repaired, strange } = await reconcileBookings(since, world);
  for (const { booking_id, by } of repaired) process.stdout.write(`${booking_id}  repaired by ${by}\n`);
  for (const { event_id, outcome } of strange) process.stdout.write(`${event_id}  ${outcome}\n`);
  return `${events} events at Stripe, ${repaired.length} bookings repaired, ${strange.length} events not believed`;
}

/** @throws {CommandError} when there is none */
async function find({ world }: BookingTarget, id: string | undefined): Promise<BookingRecord> {
  if (id === undefined) throw new CommandError('which booking? See --help.');
  const booking = await world.store.readBooking(id);
  if (booking === null) throw new CommandError(`${id}: there is no such booking`);
  return booking;
}

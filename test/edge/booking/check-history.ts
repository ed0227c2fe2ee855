/** What must be true of a history of bookings: at every moment, and at its end. */
import type { BookingRecord } from '../../../origin/booking-record.ts';
import type { KeptBookings } from './memory-bookings.ts';
import type { ModelStripe } from './model-stripe.ts';

export interface CheckedHistory {
  readonly seed: number;
  readonly memory: Pick<KeptBookings, 'list'>;
  readonly stripe: Pick<ModelStripe, 'sessions'>;
}

export async function listBookingsOf({ memory, seed }: CheckedHistory): Promise<readonly BookingRecord[]> {
  return (await memory.list(`BOOKING#b-${seed}-`)) as BookingRecord[];
}

async function listJobs({ memory, seed }: CheckedHistory) {
  const rows = await memory.list(`JOB#j-b-${seed}-`);
  return rows.filter(({ sk }) => sk === 'JOB') as unknown as { job_id: string; status: string }[];
}

const PAID_STATES = ['paid', 'refunded_partly', 'refunded', 'disputed'];

/** What is true at every moment, wherever something broke off. */
export async function checkAlways(scene: CheckedHistory): Promise<string[]> {
  const { memory, stripe, seed } = scene;
  const bookings = await listBookingsOf(scene);
  const jobs = new Map((await listJobs(scene)).map((job) => [job.job_id, job]));
  const [slot] = (await memory.list(`SLOT#2026-12-02#m-${seed}#`)) as readonly { held?: number }[];
  const holding = bookings.filter(({ holds_slot }) => holds_slot).length;
  const wrong = bookings.flatMap((booking) => {
    const { booking_id, job_id, state, order, expires_at } = booking;
    const isPaid = PAID_STATES.includes(state);
    const paidFor = stripe.sessions.filter((one) => one.booking_id === booking_id && one.payment_status === 'paid');
    return [
      ...(isPaid && !jobs.has(job_id) ? [`${booking_id} is paid and has no job`] : []),
      ...(!isPaid && jobs.has(job_id) ? [`${booking_id} has a job and is ${state}`] : []),
      ...(isPaid && paidFor.length === 0 ? [`${booking_id} is paid, and not at Stripe`] : []),
      ...((expires_at === null) === (isPaid || state === 'processing')
        ? []
        : [`${booking_id} is ${state}, ends ${expires_at}`]),
      ...(paidFor.length > 1 ? [`${booking_id} is paid ${paidFor.length} times`] : []),
      ...(paidFor.some(({ amount }) => amount !== order.amount) ? [`${booking_id} is paid wrongly`] : []),
    ];
  });
  return holding === (slot?.held ?? 0) ? wrong : [...wrong, `${holding} hold a slot that says ${slot?.held}`];
}

/** What is true once reconciliation has gone through: the bookings are what Stripe says. */
export async function compareWithStripe(scene: CheckedHistory): Promise<string[]> {
  const { sessions } = scene.stripe;
  return (await listBookingsOf(scene)).flatMap((booking) => {
    const paid = sessions.find((one) => one.booking_id === booking.booking_id && one.payment_status === 'paid');
    const isDisputed = paid?.dispute === 'needs_response' || paid?.dispute === 'lost';
    const given = paid && (paid.refunded === 0 ? 'paid' : paid.refunded < paid.amount ? 'refunded_partly' : 'refunded');
    const wanted = isDisputed ? 'disputed' : given;
    const isUnpaid = !PAID_STATES.includes(booking.state);
    const isRight = wanted === undefined ? isUnpaid && booking.state !== 'pending_payment' : booking.state === wanted;
    return isRight ? [] : [`${booking.booking_id} is ${booking.state}, at Stripe ${wanted ?? 'unpaid'}`];
  });
}

/**
 * One history of bookings, by chance: customers ask, ask again, pay, pay late, let it expire; the office refunds; banks dispute;
 * Stripe's events come twice, late, in any order, two at once or never; some are forged; and at any step the process may end.
 * After each step what has been written is held against what must always be true.
 */
import { verifyStripeEvent } from '../../../edge/adapters/verify-stripe-event.ts';
import { placeBooking } from '../../../edge/booking/place-booking.ts';
import { type ReceivedOutcome, receiveEvent } from '../../../edge/booking/receive-event.ts';
import { reconcileBookings } from '../../../edge/booking/reconcile-bookings.ts';
import { AppError } from '../../../edge/problem.ts';
import { createRandom } from '../../support/create-random.ts';
import { toBookingDraft } from './booking-draft.ts';
import { checkAlways, compareWithStripe, listBookingsOf } from './check-history.ts';
import { listForgeries } from './list-forgeries.ts';
import { createMemoryBookings, type KeptBookings } from './memory-bookings.ts';
import {
  createModelStripe,
  type ModelSession,
  type ModelStripe,
  type SentEvent,
  signEvent,
  WEBHOOK_SECRET,
} from './model-stripe.ts';

const START_MS = Date.parse('2026-11-30T09:00:00Z');
const STEPS = 24;
const CAPACITY = 2;

/** The process has ended. */
export class CrashError extends Error {
  override readonly name = 'CrashError';
}

export interface History {
  readonly rows: Pick<KeptBookings, 'list'>;
  readonly stripe: ModelStripe;
  /** How often something happened that the history is there to try. */
  readonly counts: Readonly<Record<string, number>>;
  /** What was wrong, at whichever step. */
  readonly wrong: readonly string[];
}

export interface HistoryRules {
  readonly verify: typeof verifyStripeEvent;
  readonly receive: typeof receiveEvent;
  /** Where the rows are kept. `pass` is waited for before and after each operation. */
  readonly open: (pass: () => Promise<void>) => KeptBookings;
}

const RULES: HistoryRules = { verify: verifyStripeEvent, receive: receiveEvent, open: createMemoryBookings };

export async function runHistory(seed: number, rules: Partial<HistoryRules> = {}): Promise<History> {
  const scene = createScene(seed, { ...RULES, ...rules });
  for (let step = 0; step < STEPS; step += 1) {
    await scene.step();
    await scene.check(`step ${step}`);
  }
  await scene.finish();
  await scene.check('end');
  await scene.compare();
  return scene;
}

function createScene(seed: number, rules: HistoryRules) {
  const random = createRandom(seed);
  const counts: Record<string, number> = {};
  const wrong: string[] = [];
  const clock = { ms: START_MS };
  const fate = { crashIn: Number.POSITIVE_INFINITY };
  const pass = async () => {
    fate.crashIn -= 1;
    if (fate.crashIn === 0) throw new CrashError();
    if (fate.crashIn !== Number.POSITIVE_INFINITY || random() < 0.3) await Promise.resolve();
  };
  const memory = rules.open(pass);
  const stripe = createModelStripe(String(seed), () => clock.ms, pass);
  const scene: Scene = { seed, random, counts, wrong, clock, fate, memory, stripe, rules, deliveries: [] };
  return {
    rows: memory,
    stripe,
    counts,
    wrong,
    step: () => takeStep(scene),
    check: async (when: string) => void wrong.push(...(await checkAlways(scene)).map((each) => `${when}: ${each}`)),
    finish: () => finish(scene),
    compare: async () => void wrong.push(...(await compareWithStripe(scene))),
  };
}

interface Scene extends Omit<History, 'rows' | 'counts' | 'wrong'> {
  readonly seed: number;
  readonly random: () => number;
  readonly counts: Record<string, number>;
  readonly wrong: string[];
  readonly clock: { ms: number };
  readonly fate: { crashIn: number };
  readonly memory: KeptBookings;
  readonly rules: HistoryRules;
  readonly deliveries: SentEvent[];
}

async function takeStep(scene: Scene): Promise<void> {
  const { random, clock, stripe, counts } = scene;
  clock.ms += Math.floor(random() * 6 * 60_000);
  const draws: readonly (() => Promise<void> | void)[] = [
    () => ask(scene),
    () => ask(scene),
    () => pay(scene, random() < 0.7 ? 'at-once' : 'later'),
    () => pay(scene, 'at-once'),
    () => onSession(scene, (session) => stripe.settle(session, random() < 0.6)),
    () => onSession(scene, (session) => stripe.expire(session)),
    () => onSession(scene, (session) => stripe.refund(session, random() < 0.5 ? session.amount : 1_000)),
    () => onSession(scene, (session) => stripe.dispute(session)),
    () => onSession(scene, (session) => stripe.closeDispute(session, random() < 0.5 ? 'won' : 'lost')),
    () => deliver(scene),
    () => deliver(scene),
    () => deliver(scene),
    () => deliver(scene),
    () => forge(scene),
    () => {
      clock.ms += 40 * 60_000;
    },
    () => reconcile(scene),
  ];
  await draws[Math.floor(random() * draws.length)]?.();
  takeRaised(scene);
  if (stripe.raised.length > 0) counts.left = stripe.raised.length;
}

/** What was raised is delivered once, twice, or never. */
function takeRaised({ stripe, deliveries, random, counts }: Scene): void {
  for (const event of stripe.raised.splice(0)) {
    const times = random() < 0.15 ? 0 : random() < 0.3 ? 2 : 1;
    if (times !== 1) counts[times === 0 ? 'lost' : 'twice'] = (counts[times === 0 ? 'lost' : 'twice'] ?? 0) + 1;
    for (let time = 0; time < times; time += 1) deliveries.push(event);
  }
}

async function ask(scene: Scene): Promise<void> {
  const { random, memory, stripe, clock } = scene;
  const draft = toBookingDraft(scene.seed, random() < 0.7 ? 1 : 2);
  const now = new Date(clock.ms);
  const world = { ...memory, payments: stripe.payments, now, slotCapacity: CAPACITY };
  const asks = random() < 0.2 ? 2 : 1;
  const all = Array.from({ length: asks }, () => survive(scene, () => placeBooking(draft, world)));
  await Promise.all(all);
}

/** Runs what may end in its midst. True: it came to its end. */
async function survive(scene: Scene, work: () => Promise<unknown>): Promise<boolean> {
  const { random, fate, counts } = scene;
  if (random() < 0.25) fate.crashIn = 1 + Math.floor(random() * 40);
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof CrashError) counts.crashed = (counts.crashed ?? 0) + 1;
    else if (!(error instanceof AppError)) throw error;
    return false;
  } finally {
    fate.crashIn = Number.POSITIVE_INFINITY;
  }
}

function onSession({ random, stripe }: Scene, act: (session: ModelSession) => unknown): void {
  const session = stripe.sessions[Math.floor(random() * stripe.sessions.length)];
  if (session !== undefined) act(session);
}

/** A customer can pay only where the edge has led: a session that nobody was told of stays open until it expires. */
async function pay(scene: Scene, how: 'at-once' | 'later'): Promise<void> {
  const told = (await listBookingsOf(scene)).flatMap(({ sessions }) => sessions.map(({ session_id }) => session_id));
  onSession(scene, (session) => told.includes(session.id) && scene.stripe.pay(session, how));
}

/** One delivery, or two at once, in no order. What did not come through is sent again, or is lost. */
async function deliver(scene: Scene): Promise<void> {
  const { random, deliveries, counts } = scene;
  const count = random() < 0.4 ? 2 : 1;
  const taken = Array.from({ length: count }, () =>
    deliveries.splice(Math.floor(random() * deliveries.length), 1),
  ).flat();
  if (taken.length === 2) counts.atOnce = (counts.atOnce ?? 0) + 1;
  await Promise.all(
    taken.map(async (event) => {
      const isDone = await survive(scene, () => receive(scene, event));
      if (!isDone && random() < 0.8) deliveries.push(event);
    }),
  );
}

async function receive(
  { memory, stripe, clock, rules }: Scene,
  { raw, signature }: SentEvent,
): Promise<ReceivedOutcome> {
  const now = new Date(clock.ms);
  // Stripe signs each delivery anew.
  const again = signature.startsWith('forged')
    ? { raw, signature: signature.slice(7) }
    : signEvent(JSON.parse(raw), clock.ms);
  const event = rules.verify({ ...again, raw: Buffer.from(again.raw) }, [WEBHOOK_SECRET], now);
  return rules.receive(event, { ...memory, payments: stripe.payments, now, isLive: false });
}

/** Events that are not Stripe's, not ours, or not of what was asked for. */
async function forge(scene: Scene): Promise<void> {
  const { random, stripe, clock, counts } = scene;
  const session = stripe.sessions[Math.floor(random() * stripe.sessions.length)];
  if (session === undefined) return;
  const forgeries = listForgeries(session, { id: `evt_forged_${random()}`, atMs: clock.ms });
  const forged = forgeries[Math.floor(random() * forgeries.length)];
  if (forged === undefined) return;
  counts.forged = (counts.forged ?? 0) + 1;
  await survive(scene, () => receive(scene, forged));
}

async function reconcile(scene: Scene): Promise<void> {
  const { memory, stripe, clock, counts } = scene;
  const listBookings = () => listBookingsOf(scene);
  const world = { ...memory, payments: stripe.payments, now: new Date(clock.ms), isLive: false, listBookings };
  await survive(scene, async () => {
    const { repaired } = await reconcileBookings(0, world);
    counts.repaired = (counts.repaired ?? 0) + repaired.length;
  });
}

/** Every session comes to an end, and reconciliation goes through undisturbed. */
async function finish(scene: Scene): Promise<void> {
  const { clock, stripe, memory } = scene;
  clock.ms += 3 * 3600_000;
  for (const session of stripe.sessions) stripe.expire(session);
  const listBookings = () => listBookingsOf(scene);
  const world = { ...memory, payments: stripe.payments, now: new Date(clock.ms), isLive: false, listBookings };
  for (let round = 0; round < 3; round += 1) await reconcileBookings(0, world);
}

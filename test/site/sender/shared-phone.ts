/**
 * A phone that people share, through whatever befalls its requests, its session and its clock; then nothing happens any more but
 * time. Nobody tells the sender of anything but a change of its store.
 */
import type { EntryStore } from '../../../site/outbox/ports.ts';
import type { StoredEntry } from '../../../site/outbox/stored-entry.ts';
import type { Clock } from '../../../site/sender/ports.ts';
import { createJumpingClock, type JumpingClock } from '../../support/jumping-clock.ts';
import { createMemoryBucket } from '../../support/memory-bucket.ts';
import { NOW_MS } from '../outbox/some-entry.ts';
import { createMemoryEdge, type MemoryEdge, type RouteName } from './memory-edge.ts';
import type { Fate } from './memory-network.ts';
import { createMemoryStore } from './memory-store.ts';
import { createSender, keepCaptures, type SenderRig } from './sender-rig.ts';
import { createSharedSession, type SessionChange, type SharedSession } from './shared-session.ts';

export interface Turn {
  readonly afterMs: number;
  /** Somebody sets the phone's clock. */
  readonly change: SessionChange | { readonly kind: 'set-clock'; readonly byMs: number };
  /** See {@link SharedSession.change}. */
  readonly isSeen: boolean;
}

export interface SharedPhone {
  readonly seed: number;
  readonly captures: readonly { readonly subject: string; readonly jobId: string }[];
  /** What befalls the requests, in order; then all pass. */
  readonly fates: Readonly<Record<'small' | 'upload', readonly Fate[]>>;
  readonly turns: readonly Turn[];
  readonly isVisible: boolean;
}

export interface Outcome {
  /** Entries that are neither in their job nor stuck, though their owner is signed in. */
  readonly restless: readonly StoredEntry[];
  /** What must never be, in words. */
  readonly wrongs: readonly string[];
}

/** Puts something broken in the place of what works. */
export type Plant = (
  rig: SenderRig,
  world: { readonly edge: MemoryEdge; readonly session: SharedSession },
) => SenderRig;

/** After the last fate and the last turn all must have come to rest within this time. */
const REST_WITHIN_MS = 3 * 60_000;
/** Of a pause: no fate asks for more. */
const LONGEST_PAUSE_MS = 60_000;

export async function liveThrough(phone: SharedPhone, plant: Plant = (rig) => rig): Promise<Outcome> {
  const world = createWorld(phone);
  const { clock, fates, edge, session, wrongs } = world;
  const store = createMemoryStore(() => sender.notify());
  const sender = createSender(plant(createRig(phone, world, store), { edge, session }));
  const captures = phone.captures.map((capture, index) => ({ ...capture, id: `capture-${index}` }));
  await keepCaptures(store, captures);
  const listRestless = async () =>
    (await store.listAll()).filter(({ subject, stuck }) => !stuck && session.isSignedIn(subject));
  const end = new AbortController();
  const live = async () => {
    await takeTurns(phone.turns, world);
    const turnedAtMs = clock.now();
    const isOver = () => clock.now() > Math.max(turnedAtMs, fates.lastAtMs()) + REST_WITHIN_MS;
    while ((await listRestless()).length > 0 && !isOver()) await clock.sleep(1000);
    end.abort();
  };
  await clock.run(
    Promise.all([sender.run(end.signal), live()]).then(() => undefined),
    Number.POSITIVE_INFINITY,
  );
  for (const { subject, request } of edge.ticketRequests) {
    const owners = request.photos.map((photo) => captures.find(({ id }) => id === photo.id)?.subject);
    if (owners.some((owner) => owner !== subject)) wrongs.add('an entry of one with the token of another');
  }
  return { restless: await listRestless(), wrongs: [...wrongs] };
}

interface World {
  /** The true one. */
  readonly clock: JumpingClock;
  readonly phoneClock: SettableClock;
  readonly session: SharedSession;
  readonly fates: Fates;
  readonly edge: MemoryEdge;
  readonly wrongs: Set<string>;
}

function createWorld(phone: SharedPhone): World {
  const clock = createJumpingClock(phone.seed, NOW_MS);
  const fates = createFates(phone.fates, clock);
  const edge = createMemoryEdge({
    clock,
    bucket: createMemoryBucket(clock.now),
    bytesPerMs: 100,
    roundTripMs: 200,
    lagsMs: [500],
    fate: fates.next,
  });
  const phoneClock = createSettableClock(clock);
  return { clock, phoneClock, session: createSharedSession(), fates, edge, wrongs: new Set() };
}

/** Watches what the sender tells of itself. */
function createRig(phone: SharedPhone, world: World, store: EntryStore): SenderRig {
  const { clock, phoneClock, session, edge, wrongs } = world;
  return {
    clock: phoneClock,
    store,
    session: session.tab,
    api: session.holdToOwner(edge.routes),
    sendForm: edge.sendForm,
    isVisible: () => phone.isVisible,
    onStatus({ pause }) {
      const asksToSignIn = pause?.reason === 'sign-in';
      if (asksToSignIn !== (session.tab.state !== 'signed-in')) wrongs.add('sender and session say different things');
      const isSetBack = phoneClock.setAtMs() > clock.now() - LONGEST_PAUSE_MS;
      const leftMs = (pause?.endsAtMs ?? 0) - phoneClock.now();
      if (leftMs > LONGEST_PAUSE_MS && !isSetBack) wrongs.add(`a pause of ${leftMs} ms: ${pause?.reason}`);
    },
  };
}

interface SettableClock extends Clock {
  set(byMs: number): void;
  /** When it was last set, by the true clock. */
  setAtMs(): number;
}

function createSettableClock(clock: JumpingClock): SettableClock {
  let aheadMs = 0;
  let setAtMs = Number.NEGATIVE_INFINITY;
  return {
    ...clock,
    now: () => clock.now() + aheadMs,
    set(byMs) {
      aheadMs += byMs;
      setAtMs = clock.now();
    },
    setAtMs: () => setAtMs,
  };
}

interface Fates {
  next(route: RouteName): Fate;
  /** When something last befell a request. */
  lastAtMs(): number;
}

function createFates({ small, upload }: SharedPhone['fates'], clock: JumpingClock): Fates {
  const left = { small: [...small], upload: [...upload] };
  let lastAtMs = clock.now();
  return {
    next(route) {
      const fate = left[route === 'upload' ? 'upload' : 'small'].shift();
      if (fate) lastAtMs = clock.now();
      return fate ?? 'pass';
    },
    lastAtMs: () => lastAtMs,
  };
}

async function takeTurns(turns: readonly Turn[], { clock, phoneClock, session }: World): Promise<void> {
  for (const { afterMs, change, isSeen } of turns) {
    await clock.sleep(afterMs);
    if (change.kind === 'set-clock') phoneClock.set(change.byMs);
    else session.change(change, isSeen);
  }
}

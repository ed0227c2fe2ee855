/** A phone in memory through the storm of the large test in a browser (test/system/phone/chaos.test.ts), by a clock that jumps. */
import type { EntryStore } from '../../../site/outbox/ports.ts';
import type { Sender } from '../../../site/sender/sender.ts';
import { createJumpingClock, type JumpingClock } from '../../support/jumping-clock.ts';
import { createMemoryBucket } from '../../support/memory-bucket.ts';
import { NOW_MS } from '../outbox/some-entry.ts';
import { createMemoryEdge, type MemoryEdge, type RouteName } from './memory-edge.ts';
import type { Fate } from './memory-network.ts';
import { createMemoryStore } from './memory-store.ts';
import { createSender, keepCaptures, pollAlbum } from './sender-rig.ts';

export interface Storm {
  readonly photos: number;
  readonly seed: number;
  readonly lastsMs: number;
  /** How often a screen asks for the album; null: no page shows it. */
  readonly polledEveryMs: number | null;
}

const HOUR_MS = 3_600_000;
const EXPIRED_TICKET =
  '<Error><Code>AccessDenied</Code><Message>Invalid according to Policy: Policy expired.</Message></Error>';
const LINE: readonly Fate[] = [
  'cut',
  'lose',
  'stall',
  'break-off',
  { status: 503, body: '<Error><Code>SlowDown</Code></Error>' },
];
/** What befalls which requests, and what share of them. */
const WEATHER: Readonly<Record<RouteName, { readonly fates: readonly Fate[]; readonly share: number }>> = {
  upload: { fates: [...LINE, { status: 403, body: EXPIRED_TICKET }], share: 0.5 },
  tickets: { fates: [...LINE, { problem: 'token-expired' }], share: 0.5 },
  album: { fates: LINE, share: 0.2 },
  editPhoto: { fates: LINE, share: 0.2 },
};
/** Of the phone's mishaps so many load the page anew. */
const RELOADS = 0.6;

/** Returns how long after the storm the last photo was in its job, ms. */
export async function outlive({ photos, seed, lastsMs, polledEveryMs }: Storm): Promise<number> {
  const clock = createJumpingClock(seed, NOW_MS);
  const { random } = createJumpingClock(seed + 1_000_000, 0);
  const isStormy = () => clock.now() < NOW_MS + lastsMs;
  const edge = createMemoryEdge({
    clock,
    bucket: createMemoryBucket(clock.now),
    bytesPerMs: 1000,
    roundTripMs: 100,
    lagsMs: [500, 2000],
    fate(route) {
      const { fates, share } = WEATHER[route];
      return isStormy() && random() < share ? (fates[Math.floor(random() * fates.length)] ?? 'pass') : 'pass';
    },
  });
  const store = createMemoryStore(() => page.notify());
  const page = createPage({ clock, store, edge, polledEveryMs });
  const captures = Array.from({ length: photos }, (_, index) => ({ id: `capture-${index}` }));
  await keepCaptures(store, captures);
  const strike = async () => {
    while (isStormy()) {
      if (random() < RELOADS) page.load();
      await clock.sleep(300 + random() * 3000);
    }
  };
  const watch = async () => {
    while ((await store.listAll()).length > 0) await clock.sleep(250);
    page.close();
  };
  page.load();
  await clock.run(
    Promise.all([strike(), watch()]).then(() => undefined),
    NOW_MS + HOUR_MS,
  );
  return clock.now() - NOW_MS - lastsMs;
}

interface PageOptions extends Pick<Storm, 'polledEveryMs'> {
  readonly clock: JumpingClock;
  readonly store: EntryStore;
  readonly edge: MemoryEdge;
}

/** A page that sends, and forgets when it is loaded anew all that a page forgets. */
function createPage({ clock, store, edge, polledEveryMs }: PageOptions) {
  let sender: Sender | null = null;
  let closing = new AbortController();
  return {
    notify: () => sender?.notify(),
    close: () => closing.abort(),
    load() {
      closing.abort();
      closing = new AbortController();
      const rig = { clock, store, api: edge.routes, sendForm: edge.sendForm };
      sender = createSender(rig);
      void sender.run(closing.signal);
      void pollAlbum(sender, rig, { everyMs: polledEveryMs, signal: closing.signal });
    },
  };
}

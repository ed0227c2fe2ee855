/** A connection that is slow but moves, or on which nothing is answered for a while: what is on its way is never given up. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJumpingClock } from '../../support/jumping-clock.ts';
import { createMemoryBucket } from '../../support/memory-bucket.ts';
import { NOW_MS } from '../outbox/some-entry.ts';
import { createMemoryEdge } from './memory-edge.ts';
import { createMemoryStore } from './memory-store.ts';
import { createSender, keepCaptures, PREVIEW_BYTES, pollAlbum, WORKING_BYTES } from './sender-rig.ts';

interface SlowConnection {
  readonly seed: number;
  readonly bytesPerMs: number;
  readonly bufferBytes: number;
  /** How long it moves between two pauses. */
  readonly movesMs: number;
  readonly pausesMs: number;
  readonly polledEveryMs: number | null;
}

const HOUR_MS = 3_600_000;
const PHOTOS = 3;
/** 2G: infra/local/network/profiles.ts. */
const ROUND_TRIP_MS = 800;

/** Returns how many bytes of photos it took until all were in their job. */
async function send({ seed, movesMs, pausesMs, polledEveryMs, ...network }: SlowConnection): Promise<number> {
  const clock = createJumpingClock(seed, NOW_MS);
  const pausedUntilMs = () => {
    const intoMs = (clock.now() - NOW_MS) % (movesMs + pausesMs);
    return intoMs < movesMs ? null : clock.now() - intoMs + movesMs + pausesMs;
  };
  const bucket = createMemoryBucket(clock.now);
  const edge = createMemoryEdge({
    ...network,
    clock,
    bucket,
    roundTripMs: ROUND_TRIP_MS,
    lagsMs: [500],
    fate: () => 'pass',
    pausedUntilMs,
  });
  const end = new AbortController();
  const store = createMemoryStore(() => sender.notify());
  const rig = { clock, store, api: edge.routes, sendForm: edge.sendForm };
  const sender = createSender(rig);
  const watch = async () => {
    while ((await store.listAll()).length > 0) await clock.sleep(1000);
    end.abort();
  };
  await keepCaptures(
    store,
    Array.from({ length: PHOTOS }, (_, index) => ({ id: `capture-${index}` })),
  );
  const polling = pollAlbum(sender, rig, { everyMs: polledEveryMs, signal: end.signal });
  await clock.run(
    Promise.all([sender.run(end.signal), polling, watch()]).then(() => undefined),
    NOW_MS + 6 * HOUR_MS,
  );
  return edge.sentBytes();
}

const ONCE_BYTES = PHOTOS * (PREVIEW_BYTES + WORKING_BYTES);
const numRuns = Number(process.env.CHAOS_RUNS ?? 20);

const connections = (bytesPerMs: readonly number[]) =>
  fc.record({
    seed: fc.integer(),
    bytesPerMs: fc.constantFrom(...bytesPerMs),
    bufferBytes: fc.constantFrom(0, 64_000, 1_000_000),
    movesMs: fc.integer({ min: 20_000, max: 60_000 }),
    pausesMs: fc.constantFrom(0, 20_000, 40_000),
    polledEveryMs: fc.constantFrom(null, 1000, 5000),
  });

/** Holds that every one of these takes at most so many times the bytes of its photos. */
function hold(bytesPerMs: readonly number[], most: number): Promise<void> {
  const property = fc.asyncProperty(connections(bytesPerMs), async (connection) => {
    expect(await send(connection)).toBeLessThanOrEqual(most * ONCE_BYTES);
  });
  return fc.assert(property, { numRuns });
}

describe('a slow connection', () => {
  it('of 64 kbit/s with pauses of 40 s carries each byte once, whether or not others are answered', () => hold([8], 1));

  it('on which a photo takes longer than any response is waited for brings it home all the same', () =>
    hold([2, 3, 5], 4));
});

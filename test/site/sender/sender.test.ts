/**
 * The sender through hours of bad network in a moment: a store and a bucket in memory, a clock that jumps to the next
 * timer, and faults drawn by a seed. Whatever happens, each photo ends in the job once.
 */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredEntry } from '../../../site/outbox/stored-entry.ts';
import { Sender } from '../../../site/sender/sender.ts';
import { createJumpingClock, type JumpingClock } from '../../support/jumping-clock.ts';
import { createMemoryBucket } from '../../support/memory-bucket.ts';
import { openS3Bucket } from '../../support/s3-bucket.ts';
import type { TicketBucket } from '../../support/ticket-bucket.ts';
import { NOW_MS, someEntry } from '../outbox/some-entry.ts';
import { createFaultyBucket, UPLOAD_FAULTS, type UploadFault } from './faulty-bucket.ts';
import { createMemoryStore } from './memory-store.ts';

const HOUR_MS = 3_600_000;
const WORKING_BYTES = 130_000;
const PREVIEW_BYTES = 40_000;

interface Weather {
  readonly photos: number;
  readonly faults: readonly (UploadFault | null)[];
  readonly seed: number;
  /** How often somebody else on the phone gets a response; absent: never. */
  readonly responseEveryMs?: number;
  /** 5 is a 2G connection; above 125 the sender may send three at once. */
  readonly bytesPerMs?: number;
}

type OpenBucket = (now: () => number) => TicketBucket | Promise<TicketBucket>;

async function sendAll(weather: Weather, openBucket: OpenBucket = createMemoryBucket) {
  const { photos } = weather;
  const clock = createJumpingClock(weather.seed, NOW_MS);
  const uploads = await openBucket(clock.now);
  const { store, bucket, arrived, sender, end } = createRig(weather, clock, uploads);
  const ids = Array.from({ length: photos }, (_, index) => `capture-${index}`);
  for (const id of ids) await store.add(someEntry({ id, parts: null }), new ArrayBuffer(1_000_000), '');
  const ask = async () => {
    while (weather.responseEveryMs && !end.signal.aborted) {
      await clock.sleep(weather.responseEveryMs, end.signal);
      sender.noteResponse(clock.now() - 1);
    }
  };
  await clock.run(
    Promise.all([sender.run(end.signal), ask()]).then(() => undefined),
    NOW_MS + 12 * HOUR_MS,
  );
  const left = await store.list('worker');
  const versions = await bucket.listVersions();
  await uploads.close();
  const [races, lastFaultMs] = [bucket.countRaces(), bucket.lastFaultMs()];
  return { arrived, versions, races, lastFaultMs, left, tookMs: clock.now() - NOW_MS };
}

async function sendUntilStuck(faults: Weather['faults']) {
  const clock = createJumpingClock(1, NOW_MS);
  const { store, sender, end } = createRig({ photos: 1, faults, seed: 1 }, clock, createMemoryBucket(clock.now));
  await store.add(someEntry({ id: 'capture-0', parts: null }), new ArrayBuffer(1_000_000), '');
  const isStuck = async () => (await store.get('capture-0'))?.stuck !== null;
  const watch = async () => {
    while (!(await isStuck())) await clock.sleep(1000, end.signal);
    end.abort();
  };
  await clock.run(
    Promise.all([sender.run(end.signal), watch()]).then(() => undefined),
    NOW_MS + 12 * HOUR_MS,
  );
  return store;
}

function createRig({ photos, faults, bytesPerMs = 5 }: Weather, clock: JumpingClock, uploads: TicketBucket) {
  const store = createMemoryStore(() => sender.notify());
  const bucket = createFaultyBucket(uploads, { clock, faults, bytesPerMs });
  const arrived: StoredEntry[] = [];
  const end = new AbortController();
  const sender: Sender = new Sender({
    store,
    clock,
    api: () => ({
      tickets: bucket.tickets,
      async album(jobId) {
        return { changed: true, value: await bucket.readAlbum(jobId), etag: null };
      },
      editPhoto: () => Promise.reject(new Error('nothing was edited')),
    }),
    announce: async () => undefined,
    sendForm: bucket.sendForm,
    shrink: async () => ({ working: new ArrayBuffer(WORKING_BYTES), preview: new ArrayBuffer(PREVIEW_BYTES) }),
    hash: async (bytes) => createHash('sha256').update(new Uint8Array(bytes)).digest('hex'),
    session: {
      user: { subject: 'worker', name: 'worker', roles: [] },
      state: 'signed-in',
      reload: async () => undefined,
    },
    isVisible: () => true,
    settings: () => ({ originals: 'never', sendLocation: false }),
    isOnWifi: () => false,
    skewMs: () => 0,
    onStatus: () => undefined,
    onInJob(entry) {
      arrived.push(entry);
      if (arrived.length === photos) end.abort();
    },
    onBytesSent: () => undefined,
  });
  return { store, bucket, arrived, sender, end };
}

function expectEachOnce(
  { photos }: Weather,
  { arrived, versions, races, left }: Awaited<ReturnType<typeof sendAll>>,
): void {
  expect(left).toEqual([]);
  expect(arrived).toHaveLength(photos);
  expect(new Set(arrived.map(({ id }) => id)).size).toBe(photos);
  expect(versions).toHaveLength(photos);
  expect(versions.every((sizes) => sizes.at(-1) === WORKING_BYTES)).toBe(true);
  expect(races).toBe(0);
}

describe('Sender', () => {
  it.each([5, 1000])('sends twelve photos at %i bytes/ms without one byte twice', async (bytesPerMs) => {
    const weather = { photos: 12, faults: [], seed: 1, bytesPerMs };
    const sent = await sendAll(weather);
    expectEachOnce(weather, sent);
    expect(sent.versions.every((sizes) => sizes.length === 2)).toBe(true);
  });

  it.each(UPLOAD_FAULTS)('outlives twenty times %s in a row', async (fault) => {
    // Damaged copies are not made anew for ever: see the last test.
    const faults = Array.from({ length: fault === 'damaged' ? 2 : 20 }, () => fault);
    const weather = { photos: 3, faults, seed: 7 };
    expectEachOnce(weather, await sendAll(weather));
  });

  it('outlives each fault before the embedded S3 too', async () => {
    const faults = UPLOAD_FAULTS.flatMap((fault) => [null, fault]);
    const weather = { photos: 3, faults, seed: 7, bytesPerMs: 1000 };
    expectEachOnce(weather, await sendAll(weather, openS3Bucket));
  });

  it('brings each photo to the job exactly once, whatever the weather', async () => {
    const faults = fc.array(
      fc.option(fc.constantFrom(...UPLOAD_FAULTS.filter((fault) => fault !== 'damaged')), { freq: 2 }),
      {
        maxLength: 60,
      },
    );
    const weather = fc.record({
      photos: fc.integer({ min: 1, max: 8 }),
      faults,
      seed: fc.integer(),
      bytesPerMs: fc.constantFrom(5, 1000),
    });
    await fc.assert(
      fc.asyncProperty(weather, async (drawn) => expectEachOnce(drawn, await sendAll(drawn))),
      { numRuns: Number(process.env.CHAOS_RUNS ?? 40) },
    );
  });

  it.each([1, 2, 3, 4, 5])('is done within 6 min of the network being good again (seed %i)', async (seed) => {
    const weather = { photos: 8, faults: Array.from({ length: 40 }, () => 'cut' as const), seed };
    const sent = await sendAll(weather);
    expectEachOnce(weather, sent);
    const sendingMs = weather.photos * ((WORKING_BYTES + PREVIEW_BYTES) / 5);
    expect(sent.tookMs - sent.lastFaultMs).toBeLessThan(sendingMs + 6 * 60_000);
  });

  it.each([1, 2, 3, 4, 5])('is done within 2 min when the edge answers others on the phone (seed %i)', async (seed) => {
    const faults = Array.from({ length: 40 }, () => 'cut' as const);
    const weather = { photos: 8, faults, seed, responseEveryMs: 10_000 };
    const sent = await sendAll(weather);
    expectEachOnce(weather, sent);
    const sendingMs = weather.photos * ((WORKING_BYTES + PREVIEW_BYTES) / 5);
    expect(sent.tookMs - sent.lastFaultMs).toBeLessThan(sendingMs + 2 * 60_000);
  });

  it('tells once what two looks into the album find at the same time', async () => {
    const faults = [null, 'cut', 'cut', 'cut', 'cut', null, 'cut', 'cut'] as const;
    const weather = { photos: 5, faults, seed: 0, bytesPerMs: 1000 };
    expectEachOnce(weather, await sendAll(weather));
  });

  it('does not let go of a photo whose upload was lost while the job has its preview, and announces its size', async () => {
    const weather = { photos: 2, faults: [null, null, null, 'cut'] as const, seed: 0, bytesPerMs: 1000 };
    expectEachOnce(weather, await sendAll(weather));
  });

  it('lets other photos go while one waits for a response that does not come', async () => {
    const weather = { photos: 8, faults: [null, 'mute' as const], seed: 1 };
    const sent = await sendAll(weather);
    expectEachOnce(weather, sent);
    const sendingMs = weather.photos * ((WORKING_BYTES + PREVIEW_BYTES) / 5);
    expect(sent.tookMs).toBeLessThan(sendingMs + 100_000);
  });

  it('stops making copies of a picture that S3 found damaged three times, and keeps it', async () => {
    const faults = [null, 'damaged', 'damaged', 'damaged'] as const;
    const store = await sendUntilStuck(faults);
    expect((await store.list('worker')).map(({ stuck }) => stuck)).toEqual(['photo-lost']);
    expect(await store.readBytes('capture-0', 'original')).toBeDefined();
  });
});

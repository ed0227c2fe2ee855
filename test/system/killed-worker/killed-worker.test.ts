import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatThumbKey } from '../../../origin/photo-key.ts';
import { openTestPipeline, photoIdOf, type TestPipeline } from '../../origin/open-pipeline.ts';
import { drawQuadrants } from '../../support/draw-photo.ts';

const UPLOADS = 200;
/** From a worker's first look into the queue on: however slow the machine is to start it, it gets something done. */
const LIFE_MS = { min: 300, max: 3200 };
/** By each of two killers. The next worker lives until all is done: on a busy machine most die before they have done a thing. */
const MAX_KILLS = 10;
const LOOK_EVERY_MS = 100;

let pipeline: TestPipeline;
beforeAll(async () => {
  pipeline = await openTestPipeline();
});
afterAll(() => pipeline.close());

describe('workers killed at random during 200 uploads', () => {
  it('leaves 200 photos, each once, no orphan, no lost event', async () => {
    const photo = await drawQuadrants(60, 40).jpeg().toBuffer();
    const uploads = (async () => {
      for (let index = 0; index < UPLOADS; index += 1) {
        const comment = Buffer.from([0xff, 0xfe, 0, 6, ...Buffer.from(index.toString(16).padStart(4, '0'))]);
        const bytes = Buffer.concat([photo.subarray(0, 2), comment, photo.subarray(2)]);
        await pipeline.upload(bytes, { photoId: photoIdOf(index) });
      }
    })();
    const kills = await killUntilDone(uploads);
    await uploads;
    expect(kills).toBeGreaterThan(1);

    const records = await pipeline.readRecords();
    expect(records.map(({ photo_id }) => photo_id)).toEqual(
      Array.from({ length: UPLOADS }, (_, index) => photoIdOf(index)),
    );
    expect(records.filter(({ state }) => state !== 'ready')).toEqual([]);
    expect(new Set(records.map(({ sha256 }) => sha256)).size).toBe(UPLOADS);
    expect(await pipeline.listVersions('jobs/')).toEqual(records.map(({ key }) => key));
    const stored = (await pipeline.readAudit())
      .filter(({ action }) => action === 'stored')
      .map(({ photo_ids }) => photo_ids[0]);
    expect(stored.sort()).toEqual(records.map(({ photo_id }) => photo_id));
    const derived = records.flatMap((name) =>
      [320, 1280].map((width) =>
        formatThumbKey({ jobId: 'j-1', photoId: name.photo_id, sha256: name.sha256 ?? '' }, width),
      ),
    );
    expect(await pipeline.listVersions('thumbs/')).toEqual(derived.sort());
    const { bytes } = await pipeline.readObject(derived[0] ?? '');
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: 60, height: 40 });
  }, 300_000);
});

/** Two at a time, so that one meets what the other had begun when it was killed. */
async function killUntilDone(uploads: Promise<void>): Promise<number> {
  let isUploaded = false;
  void uploads.then(() => {
    isUploaded = true;
  });
  const isDone = () => isUploaded && isQueueEmpty();
  const kills = await Promise.all([12345, 67890].map((seed) => killByTurns(seed, isDone)));
  return kills.reduce((sum, count) => sum + count, 0);
}

/** Starts a worker after the other and kills each after a random while, until all is done. */
async function killByTurns(seed: number, isDone: () => boolean): Promise<number> {
  let state = seed;
  for (let kills = 0; ; kills += 1) {
    const worker = startWorker();
    await Promise.race([once(worker, 'message'), once(worker, 'exit')]);
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    const lifeMs = LIFE_MS.min + (state % (LIFE_MS.max - LIFE_MS.min));
    const endMs = kills < MAX_KILLS ? Date.now() + lifeMs : Number.POSITIVE_INFINITY;
    while (worker.exitCode === null && Date.now() < endMs && !isDone()) {
      await sleep(LOOK_EVERY_MS);
      // What five kills in a row have made a dead letter is put back, as the operator would.
      pipeline.redrive();
    }
    const isOver = isDone();
    await stop(worker);
    if (isOver) return kills;
  }
}

function isQueueEmpty(): boolean {
  const { uploadQueue, deadLetters } = pipeline.countMessages();
  return uploadQueue.visible + uploadQueue.inFlight + uploadQueue.delayed + deadLetters === 0;
}

function startWorker(): ChildProcess {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const env = { PATH, NODE_COMPILE_CACHE, ...pipeline.environment };
  return spawn(process.execPath, [join(import.meta.dirname, 'poll-queue.ts')], {
    env,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

async function stop(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  worker.kill('SIGKILL');
  await once(worker, 'exit');
}

import { hash } from 'node:crypto';
import { describe, expect } from 'vitest';
import { bringMoved, develop } from '../../../origin/core/develop.ts';
import { parseNotification, parseNotifiedMoves } from '../../../origin/core/photo-version.ts';
import { formatPhotoKey, formatThumbKey } from '../../../origin/photo-key.ts';
import { planMove, toMovedAway, toMovedIn } from '../../../origin/photo-move.ts';
import { drawNoise } from '../../support/draw-photo.ts';
import type { TestPipeline } from '../open-pipeline.ts';
import { NAME } from './develop-case.ts';
import { developTest } from './develop-test.ts';
import { breakOff, interrupt } from './faulty-ports.ts';

const JOBS = ['j-1', 'j-2', 'j-3'];
const STEPS = ['writeMove', 'copyToJob', 'hide', 'removeOrHide'] as const;
const MOMENTS = ['before', 'after'] as const;

const it = developTest
  .extend('readAll', ({ pipeline }) => async () => {
    const found = await Promise.all(JOBS.map((jobId) => pipeline.ports.records.find({ ...NAME, jobId })));
    return found.filter((record) => record !== null);
  })
  .extend('photo', async ({ pipeline, developAll }) => {
    const bytes = await drawNoise(80, 60, 1).jpeg().toBuffer();
    await developAll(await pipeline.upload(bytes, { facts: { title: 'A sofa', uploaderName: 'Wes' } }));
    return bytes;
  })
  /** As the edge does: both rows, then what is written of it. */
  .extend('move', ({ pipeline, readAll }) => async (to: string) => {
    const before = (await readAll()).find(({ moved_to }) => moved_to === undefined);
    if (!before) throw new Error('no photo');
    const move = planMove(before, to);
    const { records, photos } = pipeline.ports;
    expect(await records.replace(before, toMovedAway(move))).toBe(true);
    const standing = await records.find({ jobId: to, photoId: before.photo_id });
    expect(await records.replace(standing, toMovedIn(before, move))).toBe(true);
    await photos.writeMove(move);
  })
  /** What the bucket has told of since, until it tells of nothing new. */
  .extend('settle', ({ pipeline }) => {
    let seen = 0;
    return async () => {
      for (; seen < pipeline.notifications.length; seen += 1) {
        const body = pipeline.notifications[seen] ?? '';
        for (const moved of parseNotifiedMoves(body)) await bringMoved(moved, pipeline.ports);
        for (const version of parseNotification(body)) await develop(version, pipeline.ports);
      }
    };
  });

/** All that the job has of the photo: its file and two images, or nothing. */
async function checkPlace(pipeline: TestPipeline, bytes: Uint8Array, home: string): Promise<void> {
  const sha256 = hash('sha256', bytes);
  for (const jobId of JOBS) {
    const name = { ...NAME, jobId };
    const file = formatPhotoKey({ ...name, type: 'image/jpeg', sha256 });
    expect(await pipeline.listVersions(`jobs/${jobId}/`)).toEqual(jobId === home ? [file] : []);
    for (const width of [320, 1280]) {
      const isThere = pipeline.ports.photos.hasDerived(formatThumbKey({ ...name, sha256 }, width));
      expect(await isThere).toBe(jobId === home);
    }
  }
}

describe('followMove', () => {
  it('brings file, facts and images into the new job, byte-true, and leaves nothing that could be seen', async ({
    pipeline,
    photo,
    move,
    settle,
    readAll,
  }) => {
    const [before] = await readAll();
    await move('j-2');
    await settle();
    await checkPlace(pipeline, photo, 'j-2');
    const records = await readAll();
    const now = records.find(({ job_id }) => job_id === 'j-2');
    const same = [
      'photo_id',
      'sha256',
      'bytes',
      'title',
      'uploaded_at',
      'uploaded_by_name',
      'verified',
      'width',
    ] as const;
    for (const name of same) expect(now?.[name]).toEqual(before?.[name]);
    expect(now).toMatchObject({ state: 'ready', revision: 1, images_of: before?.images_of });
    expect(records.find(({ job_id }) => job_id === 'j-1')).toMatchObject({ moved_to: 'j-2', revision: 1, files: [] });
    const key = formatPhotoKey({ ...NAME, jobId: 'j-2', type: 'image/jpeg', sha256: hash('sha256', photo) });
    expect(Buffer.from((await pipeline.readObject(key)).bytes).equals(photo)).toBe(true);
  });

  it('goes on and back, and ends where the last move said', async ({ pipeline, photo, move, settle }) => {
    for (const to of ['j-2', 'j-3', 'j-1', 'j-2']) await move(to);
    await settle();
    await checkPlace(pipeline, photo, 'j-2');
    await move('j-1');
    await settle();
    await checkPlace(pipeline, photo, 'j-1');
  });

  it('is whole where it came back before anything of it was brought away', async ({
    pipeline,
    photo,
    move,
    settle,
    readAll,
  }) => {
    for (const to of ['j-2', 'j-1']) await move(to);
    await settle();
    await checkPlace(pipeline, photo, 'j-1');
    expect((await readAll())[0]).toMatchObject({ state: 'ready', revision: 2 });
  });

  it('takes what comes late for the old job to the new one', async ({ pipeline, photo, move, settle, readAll }) => {
    await move('j-2');
    await settle();
    const original = await drawNoise(90, 60, 2).jpeg().toBuffer();
    await pipeline.upload(original, { facts: { part: 'original' } });
    await settle();
    expect(await pipeline.listVersions('jobs/j-1/')).toEqual([]);
    const now = (await readAll()).find(({ job_id }) => job_id === 'j-2');
    // In any order: both may have come within one second.
    const hashes = [photo, original].map((bytes) => hash('sha256', bytes));
    expect(new Set(now?.files.map(({ sha256 }) => sha256))).toEqual(new Set(hashes));
  });

  it('leaves no image in the old job when the photo leaves while it is developed', async ({
    pipeline,
    photo,
    move,
    settle,
  }) => {
    const event = pipeline.notifications[0] ?? '';
    await pipeline.clearDerived();
    const overtaken = interrupt(pipeline.ports, 'render', async () => {
      await move('j-2');
      await settle();
    });
    for (const version of parseNotification(event)) {
      expect(await develop(version, overtaken, { again: true })).toBe('moved');
    }
    await settle();
    await checkPlace(pipeline, photo, 'j-2');
  });

  it.for(['readMove', 'copyToJob', 'hide', 'removeOrHide'])(
    'is whole where it comes back, and all that tells is done, just before %s',
    async (step, { pipeline, photo, move, settle, readAll }) => {
      await move('j-2');
      const overtaken = interrupt(pipeline.ports, step, async () => {
        await move('j-1');
        await settle();
      });
      await bringMoved(NAME, overtaken);
      await settle();
      await checkPlace(pipeline, photo, 'j-1');
      expect((await readAll())[0]).toMatchObject({ job_id: 'j-1', state: 'ready', revision: 2 });
    },
  );

  it.for(STEPS.flatMap((step) => MOMENTS.map((moment) => ({ step, moment, call: 1 }))))(
    'is made whole by the next try after it broke off $moment $step',
    async ({ step, ...at }, { pipeline, photo, move, settle }) => {
      await move('j-2');
      await bringMoved(NAME, breakOff(pipeline.ports, step, at)).catch(() => undefined);
      await settle();
      await checkPlace(pipeline, photo, 'j-2');
      const stored = (await pipeline.readAudit()).filter(({ action }) => action === 'stored');
      expect(stored.length).toBeGreaterThan(0);
    },
  );
});

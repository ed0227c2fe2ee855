import { afterAll, beforeAll, expect, it } from 'vitest';
import { countAlbum } from '../../../origin/job-album.ts';
import type { PhotoRecord } from '../../../origin/records.ts';
import { NAME, photoRecordOf } from '../core/develop-case.ts';
import { openTestPipeline, photoIdOf, type TestPipeline } from '../open-pipeline.ts';

let pipeline: TestPipeline;
beforeAll(async () => {
  pipeline = await openTestPipeline();
});
afterAll(() => pipeline.close());

const toPhoto = (index: number, facts: Partial<PhotoRecord> = {}): PhotoRecord => {
  const photo_id = photoIdOf(index);
  const minute = String(index).padStart(2, '0');
  const key = { pk: `JOB#${NAME.jobId}`, sk: `PHOTO#${photo_id}` };
  return photoRecordOf({
    ...key,
    photo_id,
    stage: index % 2 ? 'before' : 'after',
    taken_at: `2026-11-22T11:${minute}:00Z`,
    ...facts,
  });
};

async function readRow() {
  const row = (await pipeline.readTable()).find(({ sk }) => sk === 'JOB');
  const { pk: _pk, sk: _sk, album_revision, ...album } = row ?? {};
  return { album_revision, album };
}

it('counts each photo once, whoever else writes into the job at that moment, and as a reindex would', async () => {
  const { records } = pipeline.ports;
  const stored = Array.from({ length: 12 }, (_, index) => toPhoto(index, { state: 'stored', placeholder: null }));
  const ready = Array.from({ length: 12 }, (_, index) => toPhoto(index));
  const add = async (index: number) => {
    const [first, last] = [stored[index], ready[index]];
    if (!first || !last) throw new Error('no such photo');
    // Two workers on one event: one of them counts.
    const outcomes = await Promise.all([records.replace(null, first), records.replace(null, first)]);
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await records.replace(first, last)).toBe(true);
  };
  await Promise.all(ready.map((_, index) => add(index)));
  expect(await readRow()).toEqual({ album_revision: 24, album: countAlbum(ready) });

  const gone = toPhoto(11, { deleted_at: '2026-12-01T00:00:00.000Z', revision: 1 });
  const edited = toPhoto(3, { stage: 'damage', revision: 1 });
  await Promise.all([records.replace(toPhoto(11), gone), records.replace(toPhoto(3), edited)]);
  const now = ready.map((photo, index) => (index === 11 ? gone : index === 3 ? edited : photo));
  const after = await readRow();
  expect(after).toEqual({ album_revision: 26, album: countAlbum(now) });
  expect(after.album).toMatchObject({ photo_count: 11, cover_photo: photoIdOf(10), photos_damage: 1 });
});

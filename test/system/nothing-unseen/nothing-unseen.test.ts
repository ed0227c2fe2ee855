/**
 * Nothing that is in the bucket stays unseen. Three parts see to it, and each is tried with the others taken away: what is stored is
 * written before it is decoded; dead letters are recorded; and a schedule finds what nobody was told of.
 */
import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatPhotoKey } from '../../../origin/photo-key.ts';
import { formatPhotoRecordKey } from '../../../origin/records.ts';
import { photoIdOf } from '../../origin/open-pipeline.ts';
import { drawQuadrants } from '../../support/draw-photo.ts';
import { type CrippledRun, DEAF_JOB, HEARD_JOB, OVER_JOB, startCrippledRun, UNHEARD_JOB } from './crippled-run.ts';

const WITHIN = { timeout: 100_000, interval: 500 };

let run: CrippledRun;
let beganMs: number;
beforeAll(async () => {
  run = await startCrippledRun();
  beganMs = Date.now();
  for (const [index, jobId] of [HEARD_JOB, DEAF_JOB, UNHEARD_JOB].entries()) {
    const bytes = Buffer.concat([await drawQuadrants(60, 40).jpeg().toBuffer(), Buffer.from([index])]);
    await run.upload({ jobId, photoId: photoIdOf(index), bytes, sha256: hash('sha256', bytes) });
  }
});
afterAll(() => run?.close());

async function waitForAlbum(jobId: string, photoId: string): Promise<void> {
  const read = async () => (await run.readAlbum(jobId)).map(({ photo_id, state }) => ({ photo_id, state }));
  await expect.poll(read, WITHIN).toEqual([{ photo_id: photoId, state: 'stored' }]);
}

/** Lines that tell of at least one. */
const count = (metric: string) => run.lines.filter((line) => new RegExp(`"${metric}":[1-9]`).test(line)).length;

describe('a photo', () => {
  it('is in its album within a minute though every decoding kills its process', async () => {
    await waitForAlbum(HEARD_JOB, photoIdOf(0));
    expect(Date.now() - beganMs).toBeLessThan(60_000);
    // Nobody else has written it: it is not among the dead letters yet.
    expect(
      run.lines.filter((line) => line.includes(`"key":"jobs/${HEARD_JOB}/`) && line.includes('undeveloped')),
    ).toEqual([]);
    // For the pass to come: a job of which the bucket has nothing.
    const [record] = await run.readAlbum(HEARD_JOB);
    if (!record) throw new Error('no record');
    const gone = {
      ...record,
      ...formatPhotoRecordKey('j-gone', photoIdOf(9)),
      job_id: 'j-gone',
      photo_id: photoIdOf(9),
    };
    const [file] = record.files;
    await run.putRecord({ ...gone, files: file ? [{ ...file, key: file.key.replace(HEARD_JOB, 'j-gone') }] : [] });
    // And one whose job has been over for years.
    const bytes = Buffer.from('had its time');
    const [photoId, sha256] = [photoIdOf(8), hash('sha256', bytes)];
    const kept = { ...record, ...formatPhotoRecordKey(OVER_JOB, photoId), job_id: OVER_JOB, photo_id: photoId };
    const key = formatPhotoKey({ jobId: OVER_JOB, photoId, type: 'image/jpeg', sha256 });
    await run.putRecord({ ...kept, files: file ? [{ ...file, key }] : [] });
    await run.upload({ jobId: OVER_JOB, photoId, bytes, sha256 });
    await run.putOverJob();
    expect(await run.readAlbum(OVER_JOB)).toHaveLength(1);
  });

  it('is in its album, and told of, though the function that develops it is dead', async () => {
    await waitForAlbum(DEAF_JOB, photoIdOf(1));
    expect(count('photos_undeveloped')).toBeGreaterThan(0);
  });

  it('is in its album, and told of, though its event was lost', async () => {
    await waitForAlbum(UNHEARD_JOB, photoIdOf(2));
    expect(count('objects_unrecorded')).toBeGreaterThan(0);
    expect(run.lines.join('\n')).toContain(`{"kind":"unrecorded","key":"jobs/${UNHEARD_JOB}/`);
  });

  it('is missed when the bucket has it no more', async () => {
    await expect.poll(() => count('files_absent'), WITHIN).toBeGreaterThan(0);
    expect(run.lines.join('\n')).toContain('{"kind":"absent","key":"jobs/j-gone/');
  });

  it('is removed where its job has been over for long enough', async () => {
    await expect.poll(() => count('photos_removed'), WITHIN).toBeGreaterThan(0);
    expect(await run.readAlbum(OVER_JOB)).toEqual([]);
    const told = run.lines.find((line) => line.includes(`"kind":"removed","job_id":"${OVER_JOB}"`));
    expect(told).toMatch(/"photos":1,"objects":[1-9]/);
  });

  it('is scanned where the deployment asks for it, and malware is told from a picture', async () => {
    const bytes = Buffer.from(['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join(''));
    const sha256 = hash('sha256', bytes);
    await run.upload({ jobId: HEARD_JOB, photoId: photoIdOf(7), bytes, sha256 });
    const found = (index: number) =>
      run.lines.flatMap((line) => new RegExp(`^malware-scan .+${photoIdOf(index)}/\\S+ (\\w+)$`).exec(line)?.[1] ?? []);
    await expect.poll(() => [found(0)[0], found(7)[0]], WITHIN).toEqual(['NO_THREATS_FOUND', 'THREATS_FOUND']);
  });
});

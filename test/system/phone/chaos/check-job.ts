/** What a bad day must have left in the job: each photo once, byte for byte, by who took it, at the time at which it was taken. */
import type { Album, Photo } from '../../../../edge/api.ts';
import type { LocalRun } from '../../../support/start-local-run.ts';
import { waitUntil } from '../../../support/wait-until.ts';
import { readBucket } from '../phone-journey.ts';
import type { TakenPhoto } from './photo-owners.ts';

/** The record follows the bytes by a moment. */
const RECORDED_WITHIN_MS = 60_000;
/** Seconds are all that a time of taking has. */
const TOLERANCE_MS = 2000;
/** What is chosen at once is kept one after another: so much later the last of them. */
const KEEPING_MS = 15_000;

export interface CheckedJob {
  readonly jobId: string;
  readonly taken: readonly TakenPhoto[];
  /** Of somebody who sees every job. */
  readonly token: string;
}

/** @throws {Error} when a photo is missing, there twice, or wrong: says which, and how */
export async function checkJob(run: LocalRun, { jobId, taken, token }: CheckedJob): Promise<void> {
  const stored = [...(await readBucket(run, jobId)).values()];
  let photos: readonly Photo[] = [];
  const isWhole = async () => {
    photos = await readAlbum(`${run.info.dashboard}/photos?job_id=${jobId}`, token);
    return photos.length >= taken.length && photos.every(({ state, sha256 }) => state === 'ready' && sha256 !== null);
  };
  await waitUntil(isWhole, RECORDED_WITHIN_MS).catch(() => undefined);
  const shown = photos.map(({ sha256 }) => sha256);
  const wrong = [
    ...taken.flatMap(({ captureId, sha256 }) => [
      ...describeCount(`${captureId} is in the bucket`, stored, sha256),
      ...describeCount(`${captureId} is in the album`, shown, sha256),
    ]),
    ...describeStrangers('bucket', stored, taken),
    ...describeStrangers('album', shown, taken),
    ...photos.flatMap((photo) => describeWrong(photo, taken)),
  ];
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}

function describeCount(what: string, hashes: readonly (string | null)[], sha256: string): readonly string[] {
  const count = hashes.filter((hash) => hash === sha256).length;
  return count === 1 ? [] : [`${what} ${count} times`];
}

function describeStrangers(
  where: string,
  hashes: readonly (string | null)[],
  taken: readonly TakenPhoto[],
): readonly string[] {
  return hashes
    .filter((hash) => !taken.some(({ sha256 }) => sha256 === hash))
    .map((hash) => `the ${where} has ${hash}, which nobody took`);
}

function describeWrong(photo: Photo, all: readonly TakenPhoto[]): readonly string[] {
  const taken = all.find(({ sha256 }) => sha256 === photo.sha256);
  if (!taken) return [];
  const { owner, firstMs, lastMs, captureId } = taken;
  const takenAtMs = Date.parse(photo.taken_at ?? '');
  const isInTime = takenAtMs >= firstMs - TOLERANCE_MS && takenAtMs <= lastMs + KEEPING_MS;
  return [
    ...(photo.uploaded_by === owner.subject ? [] : [`${captureId} of ${owner.subject} is ${photo.uploaded_by}'s`]),
    ...(isInTime ? [] : [`${captureId} was taken ${new Date(firstMs).toISOString()}, not ${photo.taken_at}`]),
  ];
}

async function readAlbum(address: string, token: string, cursor?: string): Promise<readonly Photo[]> {
  const response = await fetch(cursor ? `${address}&cursor=${encodeURIComponent(cursor)}` : address, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { photos, next } = (await response.json()) as Album;
  return next ? [...photos, ...(await readAlbum(address, token, next))] : photos;
}

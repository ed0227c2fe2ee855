/** The rules of the storage contract, told of what was sent and done, and not by the code that keeps them. */
import { expect } from 'vitest';
import { formatPhotoPrefix, formatThumbPrefix } from '../../../origin/photo-key.ts';
import type { PhotoRecord } from '../../../origin/records.ts';
import type { Crew, Upload } from './crew.ts';
import { nameOf, toNamed } from './names.ts';

/** Between which photos are moved. */
export const JOBS = ['j-1', 'j-2', 'j-3'];

/** @throws {Error} when a rule is broken; every event was delivered before. */
export async function checkRules(crew: Crew): Promise<void> {
  for (const photo of new Set(crew.uploads.map((upload) => upload.photo))) checkPhoto(crew, photo);
  await checkRebuilt(crew);
}

function checkPhoto(crew: Crew, photo: number): void {
  const uploads = crew.uploads.filter((upload) => upload.photo === photo);
  const record = crew.records.get(`${crew.homeOf(photo)}/${nameOf(photo).photoId}`);
  expect(record).toBeDefined();
  if (!record) return;
  checkIdentity(record, firstOfEach(uploads), crew.edits.get(photo));
  checkDeletion(crew, photo, record);
  checkLeft(crew, photo);
  checkLog(crew, uploads);
}

/** The same bytes under the same type are one file, however often they come and as what: their first ticket counts. */
function firstOfEach(uploads: readonly Upload[]): readonly Upload[] {
  return uploads.filter((upload, index) => uploads.findIndex((one) => isSameFile(one, upload)) === index);
}

function isSameFile(left: Upload, right: Upload): boolean {
  return left.sha256 === right.sha256 && typeOf(left) === typeOf(right);
}

/** What names no bytes is named by what its bytes are, whatever its ticket said: all that is sent here are JPEGs. */
function typeOf({ isUnnamed, type }: Upload): Upload['type'] {
  return isUnnamed ? 'image/jpeg' : type;
}

/** The first whole file is the photo; its words are those of the first ticket; everything else is kept beside it. */
function checkIdentity(record: PhotoRecord, uploads: readonly Upload[], edit: object | undefined): void {
  const [first] = uploads;
  if (!first) throw new Error('nothing came');
  const main = uploads.find(({ part }) => part !== 'preview') ?? first;
  expect(record).toMatchObject({ sha256: main.sha256, part: main.part, state: 'ready' });
  if (edit === undefined) expect(record.title).toBe(first.title);
  else expect(record).toMatchObject({ ...edit });
  const promise = first.isUnnamed ? {} : { ...(first.named && toNamed(first.named)), [first.part]: first.sha256 };
  const isPromised = promise[main.part] === main.sha256 && !main.isUnnamed;
  const hasPromise = main.part === 'preview' ? promise.preview : (promise.photo ?? promise.original);
  expect(record.verified).toBe(hasPromise === undefined ? null : isPromised);
  expect(record.files).toHaveLength(uploads.length);
}

/** All of a deleted photo is hidden, all of another is there, each file once, by the version that came first. */
function checkDeletion(crew: Crew, photo: number, record: PhotoRecord): void {
  const isDeleted = crew.deleted.has(photo);
  expect(record.deleted_at !== undefined).toBe(isDeleted);
  const name = nameOf(photo, crew.homeOf(photo));
  const current = crew.bucket.listCurrent(formatPhotoPrefix(name));
  expect(current).toEqual(isDeleted ? [] : record.files.map(({ key }) => key).sort());
  for (const { key, version_id } of record.files) {
    expect(crew.bucket.versionsOf(key).map(({ versionId }) => versionId)).toEqual([version_id]);
  }
  const derived = crew.bucket.listCurrent(formatThumbPrefix(name));
  if (isDeleted) expect(derived).toEqual([]);
  else expect(derived.filter((key) => key.includes(record.images_of?.slice(0, 32) ?? '-'))).toHaveLength(2);
}

/** A job that a photo has left has nothing of it, neither to be seen nor in any version, and says where it went. */
function checkLeft(crew: Crew, photo: number): void {
  for (const jobId of JOBS.filter((one) => one !== crew.homeOf(photo))) {
    const name = nameOf(photo, jobId);
    expect(crew.bucket.listKeys(formatPhotoPrefix(name))).toEqual([]);
    expect(crew.bucket.listCurrent(formatThumbPrefix(name))).toEqual([]);
    const left = crew.records.get(`${jobId}/${name.photoId}`);
    expect(left === undefined || left.moved_to !== undefined).toBe(true);
  }
  for (const { photo_id, revision, ...row } of crew.records.values()) {
    if (photo_id !== nameOf(photo).photoId || row.job_id === crew.homeOf(photo)) continue;
    expect(revision).toBeLessThanOrEqual(crew.records.get(`${crew.homeOf(photo)}/${photo_id}`)?.revision ?? 0);
  }
}

/** Whatever came is in the log, and by name if it came besides, or under a deleted photo. */
function checkLog({ audit }: Crew, uploads: readonly Upload[]): void {
  const events = [...audit.values()];
  const [first] = uploads;
  const firstWhole = firstOfEach(uploads).find(({ part }) => part !== 'preview');
  for (const upload of uploads) {
    const of = events.filter(({ detail }) => detail.sha256 === upload.sha256);
    expect(of.length).toBeGreaterThan(0);
    const promise = first && !first.isUnnamed && first.named ? toNamed(first.named) : {};
    // The same bytes as another part are what they were.
    const { part } = uploads.find((one) => isSameFile(one, upload)) ?? upload;
    const isOwn = [first?.sha256, firstWhole?.sha256, promise[part]].includes(upload.sha256);
    if (isOwn) continue;
    const later = of.filter(({ action, actor }) => action === 'later-upload' && actor === `worker-${upload.photo % 2}`);
    expect(later.length).toBeGreaterThan(0);
  }
}

/** The table, thrown away and made anew from the bucket alone, is what it was. */
async function checkRebuilt(crew: Crew): Promise<void> {
  const before = [...crew.records].sort();
  await crew.reindex({ isLost: true });
  await crew.settle();
  expect([...crew.records].sort()).toEqual(before);
}

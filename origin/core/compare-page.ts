/**
 * Compares a page of the bucket's listing with the records of the same photos: both are sorted by photo within a job, so that
 * what stands between two photos of the one can be asked of the other in one piece.
 */
import { formatPhotoPrefix, type PhotoName, parsePhotoKey } from '../photo-key.ts';
import { isExpired, type PhotoRecord } from '../records.ts';
import type { PhotoVersion } from './photo-version.ts';

export interface ListedObject extends PhotoVersion {
  /** ISO 8601, UTC: when S3 had it. */
  readonly storedAt: string;
  /** It is what a reader of the key gets: neither under a delete marker nor behind a later version. */
  readonly isCurrent: boolean;
}

export interface BucketPage {
  /** In the order of their keys. */
  readonly objects: readonly ListedObject[];
  /** The last that was listed, be it no object of a photo; null: this is the last page. */
  readonly lastKey: string | null;
}

/** Where a listing goes on. */
export interface BucketPosition {
  /** After this key. */
  readonly key: string;
  /** The last photo that was compared. */
  readonly photo: PhotoName | null;
}

/** Of a record, what is compared. */
export type RecordedPhoto = Pick<
  PhotoRecord,
  | 'job_id'
  | 'photo_id'
  | 'key'
  | 'version_id'
  | 'state'
  | 'uploaded_at'
  | 'deleted_at'
  | 'expires_at'
  | 'has_more_files'
> & { readonly files?: readonly { readonly key: string }[] };

/** The photos of a job that come after one and not after another; null: from the first, to the last. */
export interface PhotoRange {
  readonly jobId: string;
  readonly after: string | null;
  readonly upTo: string | null;
}

export interface PagePlan {
  /** All of whose files are on the page. */
  readonly objects: readonly ListedObject[];
  /** Whose records are to be compared with them. */
  readonly ranges: readonly PhotoRange[];
  /** Null: nothing is left. */
  readonly next: BucketPosition | null;
}

/** Comes after the keys of all files of a photo, and before those of the next. */
const AFTER_FILES = '/~';

/** Plans a page. Its last photo may go on on the next one, so it is left to that, unless it fills the page. */
export function planPage({ objects, lastKey }: BucketPage, position: BucketPosition | null): PagePlan {
  const last = objects.at(-1);
  const whole = objects.filter((object) => lastKey === null || !isSamePhoto(object, last));
  const compared = whole.length === 0 ? objects : whole;
  const before = position?.photo ?? null;
  const end = compared.at(-1) ?? before;
  const jobIds = [...new Set(compared.map(({ jobId }) => jobId))];
  const ranges = jobIds.map((jobId) => ({
    jobId,
    after: before?.jobId === jobId ? before.photoId : null,
    upTo: lastKey !== null && jobId === end?.jobId ? end.photoId : null,
  }));
  return {
    objects: compared,
    ranges: [...toRest(before, jobIds, lastKey === null), ...ranges],
    next: lastKey === null ? null : toPosition(lastKey, end, compared.length > 0),
  };
}

/** The job that was compared last has come to its end when another follows. */
function toRest(before: PhotoName | null, [first]: readonly string[], isLast: boolean): readonly PhotoRange[] {
  const isOver = first === undefined ? isLast : before?.jobId !== first;
  return before !== null && isOver ? [{ jobId: before.jobId, after: before.photoId, upTo: null }] : [];
}

function toPosition(lastKey: string, end: PhotoName | null, isFound: boolean): BucketPosition {
  const photo = end && { jobId: end.jobId, photoId: end.photoId };
  return { key: photo && isFound ? `${formatPhotoPrefix(photo)}${AFTER_FILES}` : lastKey, photo };
}

export interface Comparison {
  /** In the bucket, and in no record. */
  readonly unrecorded: readonly ListedObject[];
  /** Of deleted photos, and nothing hides them: what deleted them died before. */
  readonly unhidden: readonly ListedObject[];
  /** Keys that a record tells of, and that nobody who asks the bucket for them gets. */
  readonly absent: readonly string[];
}

export interface AgeLimit {
  readonly nowMs: number;
  /** What is younger may be on its way. */
  readonly minAgeMs: number;
}

/** A deleted photo whose files are hidden is in none of the three: it is as it should be. */
export function comparePage(
  objects: readonly ListedObject[],
  records: readonly RecordedPhoto[],
  { nowMs, minAgeMs }: AgeLimit,
): Comparison {
  const isOld = (time: string | null | undefined) => Date.parse(time ?? '') <= nowMs - minAgeMs;
  const current = objects.filter(({ isCurrent }) => isCurrent);
  const there = new Set(current.map(({ key }) => key));
  const byPhoto = new Map(records.map((record) => [formatPhotoPrefix(toName(record)), record]));
  const live = records.filter(
    (record) =>
      record.state !== 'arriving' &&
      record.deleted_at === undefined &&
      !isExpired(record, nowMs / 1000) &&
      isBrought(record),
  );
  const found = current.filter(({ storedAt }) => isOld(storedAt));
  const recordOf = (object: ListedObject) => byPhoto.get(formatPhotoPrefix(object));
  return {
    unrecorded: found.filter((object) => !isRecorded(object, recordOf(object))),
    unhidden: found.filter((object) => {
      const record = recordOf(object);
      return isOld(record?.deleted_at) && isRecorded(object, record);
    }),
    absent: live
      .filter(({ uploaded_at }) => isOld(uploaded_at))
      .flatMap(({ files = [] }) => files.map(({ key }) => key).filter((key) => !there.has(key))),
  };
}

/** Of a photo that comes from another job the key names no bytes until its files are there; what still lies in that job is unrecorded. */
function isBrought({ key }: RecordedPhoto): boolean {
  return parsePhotoKey(key)?.sha256 !== null;
}

function isRecorded({ key, sha256 }: ListedObject, record: RecordedPhoto | undefined): boolean {
  // What has not the name of its bytes yet is not done, whatever the record says.
  if (!record || sha256 === null) return false;
  return record.has_more_files === true || (record.files ?? []).some((file) => file.key === key);
}

function isSamePhoto(one: PhotoName, other: PhotoName | undefined): boolean {
  return one.jobId === other?.jobId && one.photoId === other.photoId;
}

function toName({ job_id: jobId, photo_id: photoId }: RecordedPhoto): PhotoName {
  return { jobId, photoId };
}

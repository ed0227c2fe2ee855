/**
 * Fills albums: of each photo its file and its derived images, its record as the pipeline would have composed it of them, its
 * place in the album, what its job counts, its events in the audit log. What a reindex makes of the bucket is the same.
 */
import { ListObjectVersionsCommand, type ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3';
import { moveByActivity } from '../../../origin/adapters/job-activity.ts';
import { toVersionId } from '../../../origin/adapters/list-versions.ts';
import { composeAudit } from '../../../origin/core/compose-audit.ts';
import { composeRecord } from '../../../origin/core/compose-record.ts';
import { toPhotoFile } from '../../../origin/core/to-photo-file.ts';
import type { PhotoRecord } from '../../../origin/records.ts';
import { inParallel } from '../in-parallel.ts';
import type { Target } from '../target.ts';
import type { InventedPhoto } from './invent-photos.ts';
import { readPlannedMetadata, writePhotoObjects } from './write-objects.ts';
import { RECORDS_PER_TRANSACTION, writeAuditEvents, writeRecords } from './write-records.ts';

export interface PhotoFill {
  readonly signal: AbortSignal;
  /** Is told how many are written, records and all. */
  onWritten(count: number): void;
}

/** Whose objects are listed at once. */
const PHOTOS_PER_LIST = 990;
const OBJECT_WORKERS = 24;

/** Writes photos that are not there yet. On the signal it begins no more, and finishes what it has begun. */
export async function fillPhotos(target: Target, photos: readonly InventedPhoto[], fill: PhotoFill): Promise<void> {
  const sorted = [...photos].sort((left, right) => (left.planned.key < right.planned.key ? -1 : 1));
  for (let at = 0; at < sorted.length && !fill.signal.aborted; at += PHOTOS_PER_LIST) {
    const stored = new Map<string, InventedPhoto>();
    const write = async (photo: InventedPhoto) => {
      const versionId = await writePhotoObjects(target, photo);
      stored.set(formatVersion(photo.planned.key, versionId), photo);
    };
    const part = sorted.slice(at, at + PHOTOS_PER_LIST);
    await inParallel(part, write, { workers: OBJECT_WORKERS, signal: fill.signal });
    const records = await composeRecords(target, stored);
    for (const [jobId, ofJob] of Map.groupBy(records, ({ job_id }) => job_id)) {
      await writeJobRecords(target, { jobId, records: ofJob, fill });
    }
  }
  await moveJobs(target, photos);
}

/** When S3 had them is known from its listing alone; it is told in whole seconds, as of a single object. */
async function composeRecords(
  { s3, bucket }: Target,
  stored: ReadonlyMap<string, InventedPhoto>,
): Promise<readonly PhotoRecord[]> {
  const keys = [...stored.values()].map(({ planned }) => planned.key).sort();
  const last = keys.at(-1) ?? '';
  const records: PhotoRecord[] = [];
  // A version id marker would be needed to begin within a key's versions: it begins before the first key.
  let page: ListObjectVersionsCommandOutput | undefined;
  let KeyMarker = (keys[0] ?? '').slice(0, -1);
  do {
    const VersionIdMarker = page?.NextVersionIdMarker;
    page = await s3.send(
      new ListObjectVersionsCommand({ Bucket: bucket, Prefix: 'jobs/', KeyMarker, VersionIdMarker }),
    );
    for (const { Key = '', VersionId, LastModified } of page.Versions ?? []) {
      const photo = stored.get(formatVersion(Key, toVersionId(VersionId)));
      if (photo && LastModified) records.push(composeOne(photo, toVersionId(VersionId), LastModified));
    }
    KeyMarker = page.NextKeyMarker ?? '';
  } while (page.IsTruncated && KeyMarker <= last);
  return records;
}

function composeOne(photo: InventedPhoto, versionId: string | null, storedAt: Date): PhotoRecord {
  const { jobId, sample, planned } = photo;
  const name = { jobId, photoId: planned.photoId };
  const { sha256 } = sample;
  const version = { ...name, type: planned.capture.type, sha256, key: planned.key, versionId };
  const seconds = Math.floor(storedAt.getTime() / 1000);
  const facts = {
    length: sample.bytes.length,
    storedAt: new Date(seconds * 1000).toISOString(),
    metadata: readPlannedMetadata(photo),
  };
  const file = { ...toPhotoFile(version, facts), image: sample.image };
  return composeRecord(null, { photo: name, files: [file], edits: null });
}

interface JobRecords {
  readonly jobId: string;
  readonly records: readonly PhotoRecord[];
  readonly fill: PhotoFill;
}

async function writeJobRecords(target: Target, { jobId, records, fill }: JobRecords): Promise<void> {
  for (let at = 0; at < records.length; at += RECORDS_PER_TRANSACTION) {
    const together = records.slice(at, at + RECORDS_PER_TRANSACTION);
    const events = together.flatMap((record) => record.files.flatMap((file) => composeAudit(record, file)));
    await Promise.all([writeRecords(target, jobId, together), writeAuditEvents(target, events)]);
    fill.onWritten(together.length);
  }
}

async function moveJobs({ documents, table }: Target, photos: readonly InventedPhoto[]): Promise<void> {
  for (const jobId of new Set(photos.map((photo) => photo.jobId))) {
    await moveByActivity({ client: documents, table }, jobId);
  }
}

function formatVersion(key: string, versionId: string | null): string {
  return `${key} ${versionId ?? ''}`;
}

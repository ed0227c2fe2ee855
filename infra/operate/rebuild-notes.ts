/** Makes the notes on photos and jobs again: rows from their files in the bucket, or files from the rows, whichever are the later. */
import {
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { RecordStore } from '../../origin/core/ports.ts';
import {
  countNotes,
  formatNotesFile,
  formatNotesFileKey,
  formatNotesKey,
  NOTES_PREFIX,
  type Notes,
  type NotesPlace,
  type NotesRow,
  parseNotesFile,
  parseNotesFileKey,
} from '../../origin/notes.ts';
import { isMoved } from '../../origin/photo-move.ts';
import { formatJobKey, type PhotoRecord } from '../../origin/records.ts';
import { listCopies } from './job-store.ts';
import { readPhotoRecords } from './list-absent.ts';
import type { Target } from './target.ts';

type NotesTarget = Pick<Target, 's3' | 'documents' | 'bucket' | 'table'>;

/** `restored`: row, file or count were others; `whole`: they were not; `lacking`: they would be restored (dry run). */
export type RebuiltNotes = 'restored' | 'whole' | 'lacking';

/** Where notes are, or were once: what has a file, and what the table says it of. @param jobId null: every job */
export async function listNotedPlaces(target: NotesTarget, jobId: string | null): Promise<readonly NotesPlace[]> {
  const files = await listFiles(target.s3, target.bucket);
  const records = await readPhotoRecords(target, { jobId });
  const photos = records
    .filter((photo) => !isMoved(photo) && (photo.note_count !== undefined || files.has(photo.photo_id)))
    .map(({ job_id, photo_id: photoId }) => ({ jobId: job_id, photoId }));
  const jobs: NotesPlace[] = [];
  for (const id of jobId === null ? await listCopies(target) : [jobId]) {
    const place = { jobId: id, photoId: null };
    if (files.has(id) || (await readRow(target, place)) !== null) jobs.push(place);
  }
  return [...jobs, ...photos];
}

export async function rebuildNotes(
  target: NotesTarget,
  place: NotesPlace,
  { records, dryRun }: { readonly records: RecordStore; readonly dryRun: boolean },
): Promise<RebuiltNotes> {
  const [row, file] = await Promise.all([readRow(target, place), readFile(target, place)]);
  const later = (row?.revision ?? 0) >= (file?.revision ?? 0) ? row : file;
  if (later === null) return 'whole';
  const owner = await readOwner(target, place, records);
  const isCounted = owner.count === countNotes(later.notes);
  const isDeleted = owner.photo?.deleted_at !== undefined;
  const isFiled = isDeleted || file?.revision === later.revision;
  if (isFiled && isCounted && row?.revision === later.revision) return 'whole';
  if (dryRun) return 'lacking';
  if (row?.revision !== later.revision) await writeRow(target, place, later);
  if (!isFiled) await writeFile(target, place, later);
  if (!isCounted) await writeCount(target, place, { records, photo: owner.photo, count: countNotes(later.notes) });
  return 'restored';
}

/** By the id of the photo or job. */
async function listFiles(s3: S3Client, Bucket: string): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  let ContinuationToken: string | undefined;
  do {
    const list = new ListObjectsV2Command({ Bucket, Prefix: NOTES_PREFIX, ContinuationToken });
    const page: ListObjectsV2CommandOutput = await s3.send(list);
    for (const { Key = '' } of page.Contents ?? []) {
      const of = parseNotesFileKey(Key);
      if (of) found.add('photoId' in of ? of.photoId : of.jobId);
    }
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return found;
}

async function readRow({ documents, table }: NotesTarget, place: NotesPlace): Promise<NotesRow | null> {
  const get = new GetCommand({ TableName: table, Key: { ...formatNotesKey(place) }, ConsistentRead: true });
  return ((await documents.send(get)).Item as NotesRow | undefined) ?? null;
}

async function readFile({ s3, bucket: Bucket }: NotesTarget, place: NotesPlace): Promise<Notes | null> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: formatNotesFileKey(place) }));
    return parseNotesFile((await Body?.transformToString()) ?? '');
  } catch (error) {
    if (error instanceof NoSuchKey) return null;
    throw error;
  }
}

interface Owner {
  readonly photo: PhotoRecord | null;
  readonly count: number | undefined;
}

async function readOwner(
  { documents, table }: NotesTarget,
  { jobId, photoId }: NotesPlace,
  records: RecordStore,
): Promise<Owner> {
  if (photoId !== null) {
    const photo = await records.find({ jobId, photoId });
    return { photo, count: photo?.note_count };
  }
  const get = new GetCommand({ TableName: table, Key: { ...formatJobKey(jobId) }, ConsistentRead: true });
  return { photo: null, count: (await documents.send(get)).Item?.note_count as number | undefined };
}

/** One that was written meanwhile is later than this: it stays. */
async function writeRow({ documents, table }: NotesTarget, place: NotesPlace, { notes, revision }: Notes) {
  const put = new PutCommand({
    TableName: table,
    Item: { ...formatNotesKey(place), notes, revision },
    ConditionExpression: 'attribute_not_exists(pk) OR revision < :revision',
    ExpressionAttributeValues: { ':revision': revision },
  });
  await documents.send(put);
}

async function writeFile({ s3, bucket: Bucket }: NotesTarget, place: NotesPlace, notes: Notes): Promise<void> {
  const file = { Key: formatNotesFileKey(place), Body: formatNotesFile(notes) };
  await s3.send(new PutObjectCommand({ Bucket, ...file, ContentType: 'application/json', CacheControl: 'no-store' }));
}

interface Counted {
  readonly records: RecordStore;
  readonly photo: PhotoRecord | null;
  readonly count: number;
}

async function writeCount(
  { documents, table }: NotesTarget,
  { jobId, photoId }: NotesPlace,
  { records, photo, count }: Counted,
): Promise<void> {
  if (photoId !== null) {
    if (photo !== null) await records.replace(photo, { ...photo, note_count: count });
    return;
  }
  const update = new UpdateCommand({
    TableName: table,
    Key: { ...formatJobKey(jobId) },
    UpdateExpression: 'SET note_count = :count ADD album_revision :one',
    ExpressionAttributeValues: { ':count': count, ':one': 1 },
  });
  await documents.send(update);
}

/** What of a job goes into its archive: every file of every photo that is not deleted, with what it is of its photo. */
import { createS3PhotoStore } from '../../origin/adapters/s3-photo-store.ts';
import { BOUNDS } from '../../origin/core/check-pixels.ts';
import { findFirstVersion } from '../../origin/core/first-version.ts';
import type { PhotoVersion } from '../../origin/core/photo-version.ts';
import type { PhotoStore } from '../../origin/core/ports.ts';
import { toPhotoFile } from '../../origin/core/to-photo-file.ts';
import { EXTENSION_BY_TYPE } from '../../origin/photo-key.ts';
import { foldFiles, isTakenInFuture, type PhotoFile, type PhotoRecord } from '../../origin/records.ts';
import { inParallel } from './in-parallel.ts';
import { judgeDeletion, readPhotoEdits } from './judge-deletion.ts';
import { listAbsent, readPhotoRecords } from './list-absent.ts';
import { type ListedPhoto, listPhotos } from './list-photos.ts';
import type { Target } from './target.ts';

/** Where a file stands, by what it is: `photo` is the one that is shown; `unnamed` has just arrived, and was not read yet. */
const FOLDERS = {
  photo: '',
  preview: 'previews/',
  copy: 'copies/',
  original: 'originals/',
  'later-upload': 'later-uploads/',
  unnamed: 'unnamed/',
} as const;
export type ArchivedRole = keyof typeof FOLDERS;

export interface ArchivedFile {
  readonly role: ArchivedRole;
  /** Its path in the archive: no two files have one. */
  readonly path: string;
  readonly version: PhotoVersion;
  /** Null of what is unnamed. */
  readonly file: PhotoFile | null;
  /** Null: the pipeline has not written one. */
  readonly record: PhotoRecord | null;
}

export interface Archived {
  readonly files: readonly ArchivedFile[];
  readonly photoCount: number;
  readonly bytes: number;
  /** What is recorded, and absent from the bucket. */
  readonly absent: readonly string[];
}

/** A photo is two to four requests, and an album may have 10,000. */
const WORKERS = 8;

/** In the order of their keys. By the bucket's own word, which file came first; the record only tells what was seen then. */
export async function listArchived(target: Target, jobId: string, signal: AbortSignal): Promise<Archived> {
  const { s3, bucket } = target;
  const records = await readPhotoRecords(target, { jobId });
  const photos = await listPhotos(s3, { bucket, jobId });
  const byId = new Map(records.map((record) => [record.photo_id, record]));
  const store = createS3PhotoStore({ client: s3, bucket, maxBytes: BOUNDS.maxBytes });
  const found = new Map<ListedPhoto, readonly ArchivedFile[]>();
  const read = async (photo: ListedPhoto) => {
    const record = byId.get(photo.photoId) ?? null;
    const edits = await readPhotoEdits(photo, store);
    if (judgeDeletion({ photo, record, edits }) === null) found.set(photo, await toArchived(photo, record, store));
  };
  await inParallel(photos, read, { workers: WORKERS, signal });
  signal.throwIfAborted();
  const files = photos.flatMap((photo) => found.get(photo) ?? []);
  const live = records.filter(({ deleted_at }) => deleted_at === undefined);
  return {
    files,
    photoCount: new Set(files.map(({ version }) => version.photoId)).size,
    bytes: files.reduce((sum, { file }) => sum + (file?.bytes ?? 0), 0),
    absent: listAbsent(live, photos, Date.now() / 1000),
  };
}

async function toArchived(photo: ListedPhoto, record: PhotoRecord | null, store: PhotoStore): Promise<ArchivedFile[]> {
  const files: { version: PhotoVersion; file: PhotoFile }[] = [];
  for (const listed of photo.files) {
    const repeats = photo.repeats.filter(({ key }) => key === listed.version.key);
    const version = await findFirstVersion([listed.version, ...repeats], store);
    const facts = version && (await store.readFacts(version));
    if (facts) files.push({ version, file: toPhotoFile(version, facts) });
  }
  const folded = foldFiles(files.map(({ file }) => file));
  const toRole = (file: PhotoFile): ArchivedRole => {
    if (folded?.later.includes(file)) return 'later-upload';
    if (file.part === 'preview') return 'preview';
    if (file === folded?.main) return 'photo';
    return file.part === 'photo' ? 'copy' : 'original';
  };
  const named = files.map(({ version, file }) => {
    const role = toRole(file);
    return { role, version, file, record, path: toPath(file, { role, record, photoId: photo.photoId }) };
  });
  const unnamed = photo.unnamed.map((version, index) => {
    const path = `${FOLDERS.unnamed}${photo.photoId}-${index + 1}.${EXTENSION_BY_TYPE[version.type]}`;
    return { role: 'unnamed' as const, version, file: null, record, path };
  });
  return [...named, ...unnamed];
}

interface Place {
  readonly role: ArchivedRole;
  readonly record: PhotoRecord | null;
  readonly photoId: string;
}

/** The photo itself stands at the top; what is beside it, in a folder of its role. The hash tells files of one photo apart. */
function toPath({ key, sha256, type }: PhotoFile, { role, record, photoId }: Place): string {
  const extension = EXTENSION_BY_TYPE[record?.key === key ? record.type : type];
  const hash = role === 'photo' ? '' : `-${sha256}`;
  return `${FOLDERS[role]}${formatTime(record)}${formatTitle(record)}${photoId}${hash}.${extension}`;
}

/** `20261122T120000Z-`, so that the files of a folder stand in order: by when they arrived where their own time cannot be right. */
function formatTime(record: PhotoRecord | null): string {
  const at = record && !isTakenInFuture(record) ? (record.taken_at ?? record.uploaded_at) : record?.uploaded_at;
  return at ? `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z-` : '';
}

/** What every file system takes of the title. */
function formatTitle(record: PhotoRecord | null): string {
  const words = (record?.title ?? '')
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+/, '');
  return words ? `${words.slice(0, 40).replace(/-+$/, '')}-` : '';
}

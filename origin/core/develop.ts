/**
 * The development of one file, step by step: name it by its bytes, read and hash, write it into the photo's record, inspect,
 * render, store the images, write the record again, the tags, the audit log. Each step can be repeated: after a crash between any
 * two, or with two workers on one event, the next run ends in the same bytes, the same record, the same audit log, and so do
 * the events of a photo in whatever order they come (fold-files.ts). The images are there before the record says so.
 */

import { addFile, foldFiles, isShown } from '../fold-files.ts';
import { formatPhotoPrefix, type PhotoName } from '../photo-key.ts';
import { isMoved } from '../photo-move.ts';
import type { EditedFacts, PhotoFile, PhotoRecord } from '../records.ts';
import { composeAudit, composeRepeat } from './compose-audit.ts';
import { composeRecord } from './compose-record.ts';
import { developImages, listDerivedKeys } from './develop-images.ts';
import { findFirstVersion } from './first-version.ts';
import { findMove, followMove, hideLeftImages, isBack } from './follow-move.ts';
import { isSaidBy, readLastEdits } from './last-edits.ts';
import { nameByBytes, takeAwayTooLarge } from './name-by-bytes.ts';
import type { PhotoVersion } from './photo-version.ts';
import { ContentionError, type PhotoStore, type PipelinePorts } from './ports.ts';
import { isNamed, type NamedVersion, toPhotoFile } from './to-photo-file.ts';

/**
 * `gone`: that version no longer exists; `repeated`: done before; `kept`: a file of which no images are made; `misnamed`: its bytes
 * are not those that its key names, so it is no file of the photo; `not-kept`: it came by a ticket, and is larger than any may be;
 * `moved`: it went to the job that its photo was given to.
 */
export type DevelopmentOutcome =
  | 'ready'
  | 'unreadable'
  | 'kept'
  | 'repeated'
  | 'gone'
  | 'misnamed'
  | 'not-kept'
  | 'moved';

const MAX_WRITES = 8;

export interface DevelopOptions {
  /** Makes record and images again, although the record says that it is done. */
  readonly again?: boolean;
  /** Nobody will try again: what was too slow is called unreadable. Else it is thrown, for the machine may have been busy. */
  readonly isLastTry?: boolean;
  /** Only writes what is there into the record and the log: images are made another time. */
  readonly isRecordOnly?: boolean;
}

/**
 * Develops one version. Whatever it throws is transient: the same event may be tried again.
 * @throws {ContentionError} when others kept changing the record
 * @throws {UnreadableError} when rendering took too long and it is not the last try
 */
export async function develop(
  version: PhotoVersion,
  ports: PipelinePorts,
  options: DevelopOptions = {},
): Promise<DevelopmentOutcome> {
  if (!isNamed(version) && (await takeAwayTooLarge(version, ports))) return 'not-kept';
  const named = isNamed(version) ? version : await nameByBytes(version, ports.photos);
  if (!named) return 'gone';
  if ((await bringMoved(named, ports, options)) === 'moved') return 'moved';
  const versions = await ports.photos.list(named.key);
  const first = await findFirstVersion(versions, ports.photos);
  if (!first) return 'gone';
  const outcome = await developFile(first, ports, options);
  if (outcome === 'moved') {
    await hideLeftImages(first, ports);
    // Its record said so a moment ago: what the files say of it came with them.
    return (await bringMoved(first, ports, options)) === 'moved' ? 'moved' : develop(version, ports, options);
  }
  const repeats = versions.filter(({ versionId }) => versionId !== first.versionId);
  if (outcome === 'gone' || outcome === 'misnamed' || repeats.length === 0) return outcome;
  await developShown(first, ports, options);
  for (const repeat of repeats) await takeBack(repeat, ports);
  return outcome;
}

/**
 * Brings a photo's files after it, where it has left that job, and develops what is there then: some of it may never have left.
 * @throws {ContentionError} when others kept changing the record
 * @throws {UnreadableError} when rendering took too long and it is not the last try
 */
export async function bringMoved(
  photo: PhotoName,
  ports: PipelinePorts,
  options: DevelopOptions = {},
): Promise<'moved' | 'here'> {
  const move = await findMove(photo, ports);
  if (move === null) return 'here';
  await followMove(move, ports);
  const there = { jobId: move.moved_to, photoId: move.photoId };
  for (const version of await ports.photos.list(formatPhotoPrefix(there))) await develop(version, ports, options);
  if (!(await isBack(photo, ports))) return 'moved';
  // Meanwhile: its images may have been hidden since they were made.
  const back = await ports.photos.list(formatPhotoPrefix(photo));
  for (const version of back) await develop(version, ports, { ...options, again: true });
  return 'moved';
}

/** That these bytes came before, and as a preview, may have made another file the one that is shown: its own event is over. */
async function developShown(version: NamedVersion, ports: PipelinePorts, options: DevelopOptions): Promise<void> {
  const record = await ports.records.find(version);
  const main = record && foldFiles(record.files)?.main;
  if (!main || main.key === version.key || !lacksImages(record, main)) return;
  const shown = toVersion(record);
  if (isNamed(shown)) await developFile(shown, ports, options);
}

async function developFile(
  version: NamedVersion,
  ports: PipelinePorts,
  { again = false, isLastTry = false, isRecordOnly = false }: DevelopOptions,
): Promise<DevelopmentOutcome> {
  const before = await ports.records.find(version);
  const known = before?.files.find((file) => file.key === version.key && file.version_id === version.versionId);
  if (before && known && !again && (isRecordOnly || !lacksImages(before, known))) {
    await settle(before, known, ports);
    return 'repeated';
  }
  const photo = await ports.photos.read(version);
  if (!photo) return 'gone';
  if (photo.sha256 !== version.sha256) return 'misnamed';
  const edits = before && !isMoved(before) && !again ? null : await findEdits(version, ports.photos);
  const file = toPhotoFile(version, photo);
  const stored = await writeRecord({ version, file, edits, again }, before, ports);
  if (stored === null) return 'moved';
  if (isRecordOnly || !lacksImages(stored, file, again)) {
    await settle(stored, file, ports);
    return 'kept';
  }
  const image = await developImages(version, photo, { ports, isLastTry });
  const developed = { ...file, image };
  const written = await writeRecord({ version, file: developed, edits, again }, stored, ports);
  if (written === null) return 'moved';
  await settle(written, developed, ports);
  return image.unreadable_reason === null ? 'ready' : 'unreadable';
}

function lacksImages({ files }: PhotoRecord, { key }: PhotoFile, again = false): boolean {
  const folded = foldFiles(files);
  const isMade = files.some((file) => file.key === key && file.image !== undefined);
  return folded !== null && isShown(folded, key) && (again || !isMade);
}

/** The record has lost them, or never had them. */
async function findEdits(version: NamedVersion, photos: PhotoStore): Promise<EditedFacts | null> {
  return readLastEdits(await photos.list(formatPhotoPrefix(version)), photos);
}

interface RecordChange {
  readonly version: NamedVersion;
  readonly file: PhotoFile;
  readonly edits: EditedFacts | null;
  readonly again: boolean;
}

/** Null: the photo has left for another job. */
async function writeRecord(
  { version, file, edits, again }: RecordChange,
  before: PhotoRecord | null,
  { records }: PipelinePorts,
): Promise<PhotoRecord | null> {
  let current = before;
  for (let writes = 0; writes < MAX_WRITES; writes += 1) {
    if (current && isMoved(current) && current.revision >= (edits?.revision ?? 0)) return null;
    const record = composeRecord(current, { photo: version, files: addFile(current?.files ?? [], file), edits });
    const isSame = current?.files_digest === record.files_digest && current.revision === record.revision;
    if (isSame && !again) return record;
    if (await records.replace(current, record)) return record;
    current = await records.find(version);
  }
  throw new ContentionError('the record kept changing');
}

/** All that follows from the record, as often as it is done. */
async function settle(record: PhotoRecord, file: PhotoFile, ports: PipelinePorts): Promise<void> {
  const others = foldFiles(record.files)?.later.filter(({ key }) => key !== file.key) ?? [];
  for (const one of [file, ...others]) {
    for (const event of composeAudit(record, one)) await ports.audit.append(event);
  }
  await keepEdits(record, ports);
  if (record.deleted_at !== undefined) await settleHidden(record, file, ports);
}

/**
 * People may have changed a photo before the bytes came that are shown now: the record knows, and these bytes' tags are to know it
 * too. They may do so again meanwhile, so it ends only when the record is still what was written.
 */
async function keepEdits(record: PhotoRecord, { photos, records }: PipelinePorts): Promise<void> {
  let current: PhotoRecord | null = record;
  for (let writes = 0; writes < MAX_WRITES; writes += 1) {
    if (!current || current.revision === 0 || isMoved(current)) return;
    const version = toVersion(current);
    const tagged = await photos.readEdits(version);
    // Nothing is there to be tagged: the file still comes from another job, with its tags.
    if (!tagged && writes > 0) return;
    if (tagged && (tagged.revision > current.revision || isSaidBy(tagged, current))) return;
    await photos.writeEdits(version, current);
    current = await records.find(version);
  }
  throw new ContentionError('the record kept changing');
}

/** What comes under a deleted photo lies under a delete marker too; unless the photo was restored meanwhile. */
async function settleHidden(record: PhotoRecord, file: PhotoFile, { photos, records }: PipelinePorts): Promise<void> {
  const name = { jobId: record.job_id, photoId: record.photo_id, sha256: file.sha256 };
  // Whoever died before this may have made images, also of what turned out to be a later upload.
  const keys = [file.key, ...listDerivedKeys(name)];
  let isDeleted = true;
  for (let tries = 0; tries < MAX_WRITES; tries += 1) {
    await (isDeleted ? photos.hide(keys) : photos.show(keys));
    const now = await records.find(name);
    if ((now?.deleted_at !== undefined) === isDeleted) return;
    isDeleted = !isDeleted;
  }
  throw new ContentionError('the record kept changing');
}

/** The same bytes were sent once more. They are there already, by the version that came first: this one goes into the log and leaves. */
async function takeBack(version: PhotoVersion, { photos, records, audit }: PipelinePorts): Promise<void> {
  const [facts, record] = await Promise.all([photos.readFacts(version), records.find(version)]);
  if (!facts || !record || !isNamed(version)) return;
  await audit.append(composeRepeat(record, toPhotoFile(version, facts)));
  await photos.remove(version);
}

function toVersion({ job_id: jobId, photo_id: photoId, key, type, sha256, version_id: versionId }: PhotoRecord) {
  return { jobId, photoId, key, type, sha256, versionId };
}

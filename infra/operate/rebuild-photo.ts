/** Rebuilds what a photo lacks (its record, its images, its audit events) from the bucket alone. */
import { type DevelopmentOutcome, develop } from '../../origin/core/develop.ts';
import type { PhotoVersion } from '../../origin/core/photo-version.ts';
import type { Derivation, PipelinePorts } from '../../origin/core/ports.ts';
import { type PhotoName, PREVIEW_WIDTH, THUMB_WIDTH } from '../../origin/photo-key.ts';
import type { PhotoRecord } from '../../origin/records.ts';
import type { ListedPhoto } from './list-photos.ts';

export interface RebuildOptions {
  /** Also what lacks nothing. */
  readonly all: boolean;
  readonly dryRun: boolean;
  /** The image of a deleted photo that lies under a delete marker; null where there is none. */
  readonly findHidden: (photo: PhotoName, width: number) => Promise<Derivation | null>;
  readonly nowMs: number;
}

/** `whole`: it lacked nothing; `lacking`: it would be rebuilt (dry run). */
export type Rebuilt = DevelopmentOutcome | 'whole' | 'lacking';

/** How long a deleted photo can be restored: as the bucket's lifecycle keeps it. */
const RESTORABLE_SECONDS = 30 * 24 * 3600;
/** A deletion writes the record first: one that is older, and of which the bucket knows nothing, is none. */
const DELETION_MS = 10 * 60_000;

export async function rebuildPhoto(
  photo: ListedPhoto,
  ports: PipelinePorts,
  { all, dryRun, findHidden, nowMs }: RebuildOptions,
): Promise<Rebuilt> {
  const record = await ports.records.find(photo.version);
  const edits = await ports.photos.readEdits(photo.version);
  const isInStep = (edits?.revision ?? 0) === (record?.revision ?? 0);
  const isWhole = isInStep && record?.version_id === photo.version.versionId && (await hasAll(photo, record, ports));
  if (isWhole && !all) return 'whole';
  if (dryRun) return 'lacking';
  const find = photo.deletedAt === null ? ports.photos.findDerived : findHidden;
  const version = { ...photo.version, sequencer: await findSequencer(photo.version, record, find) };
  if (photo.deletedAt === null) {
    if (record?.deleted_at && Date.parse(record.deleted_at) < nowMs - DELETION_MS) await markRestored(record, ports);
    return develop(version, ports, { again: true });
  }
  const outcome = await develop(version, withoutImages(ports), { again: true });
  await markDeleted(version, edits?.deleted_at ?? photo.deletedAt, ports);
  return outcome;
}

/** The event is long gone; the images that were made upon it, or the record, still tell its sequencer. */
async function findSequencer(
  version: PhotoVersion,
  record: PhotoRecord | null,
  find: RebuildOptions['findHidden'],
): Promise<string | null> {
  const derived = await find(version, THUMB_WIDTH);
  if (derived && derived.versionId === version.versionId) return derived.sequencer;
  return record?.version_id === version.versionId ? record.sequencer : null;
}

async function hasAll(photo: ListedPhoto, record: PhotoRecord, { photos }: PipelinePorts): Promise<boolean> {
  if (photo.deletedAt) return record.deleted_at !== undefined;
  if (record.deleted_at !== undefined) return false;
  if (record.state !== 'ready') return record.state === 'unreadable';
  const images = await Promise.all(
    [THUMB_WIDTH, PREVIEW_WIDTH].map((width) => photos.findDerived(photo.version, width)),
  );
  return images.every((image) => image?.versionId === photo.version.versionId);
}

/** The images of a deleted photo lie under delete markers too, and come back with it. */
function withoutImages(ports: PipelinePorts): PipelinePorts {
  return { ...ports, photos: { ...ports.photos, writeDerived: async () => {} } };
}

async function markRestored(record: PhotoRecord, { records }: PipelinePorts): Promise<void> {
  const { deleted_at: _deleted, expires_at: _expires, ...restored } = record;
  await records.replace(record, restored);
}

async function markDeleted(version: PhotoVersion, deletedAt: string, { records }: PipelinePorts): Promise<void> {
  const record = await records.find(version);
  if (!record || record.deleted_at !== undefined) return;
  const expires_at = Math.floor(Date.parse(deletedAt) / 1000) + RESTORABLE_SECONDS;
  await records.replace(record, { ...record, deleted_at: deletedAt, expires_at });
}

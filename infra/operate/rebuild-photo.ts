/** Rebuilds what a photo lacks (its record, its images, its audit events, its delete markers) from the bucket alone. */
import { type DevelopmentOutcome, develop } from '../../origin/core/develop.ts';
import { listDerivedKeys } from '../../origin/core/develop-images.ts';
import type { PipelinePorts } from '../../origin/core/ports.ts';
import { type NamedVersion, toPhotoFile } from '../../origin/core/to-photo-file.ts';
import { type PhotoRecord, toLastRestoration } from '../../origin/records.ts';
import { judgeDeletion, readPhotoEdits, type Traces } from './judge-deletion.ts';
import type { ListedPhoto } from './list-photos.ts';

export interface RebuildOptions {
  /** Also what lacks nothing. */
  readonly all: boolean;
  readonly dryRun: boolean;
}

/** `whole`: it lacked nothing; `lacking`: it would be rebuilt (dry run). */
export type Rebuilt = DevelopmentOutcome | 'whole' | 'lacking';

export async function rebuildPhoto(
  photo: ListedPhoto,
  ports: PipelinePorts,
  { all, dryRun }: RebuildOptions,
): Promise<Rebuilt> {
  const [record, edits] = await Promise.all([ports.records.find(photo), readPhotoEdits(photo, ports.photos)]);
  const traces = { photo, record, edits };
  const deletedAt = judgeDeletion(traces);
  if (!all && (await isWhole(traces, deletedAt, ports))) return 'whole';
  if (dryRun) return 'lacking';
  // The images of a deleted photo lie under delete markers too, and come back with it.
  const used = deletedAt === null ? ports : withoutImages(ports);
  for (const version of [...(await sortByArrival(photo, ports)), ...photo.repeats, ...photo.unnamed]) {
    await develop(version, used, { again: true });
  }
  const rebuilt = await ports.records.find(photo);
  if (rebuilt && deletedAt !== null) await settleDeleted(photo, { record: rebuilt, deletedAt }, ports);
  return rebuilt ? toOutcome(rebuilt) : 'gone';
}

/** Any order would do; in this one no images are made of what turns out to be a later upload. */
async function sortByArrival({ files }: ListedPhoto, { photos }: PipelinePorts): Promise<readonly NamedVersion[]> {
  const versions = files.map(({ version }) => version);
  if (versions.length < 2) return versions;
  const facts = await Promise.all(versions.map((version) => photos.readFacts(version)));
  const toArrival = (index: number) => {
    const [version, found] = [versions[index], facts[index]];
    return version && found ? toPhotoFile(version, found).stored_at : '';
  };
  const order = versions.map((version, index) => ({ version, at: toArrival(index) }));
  return order.sort((left, right) => (left.at < right.at ? -1 : 1)).map(({ version }) => version);
}

async function isWhole(
  { photo, record, edits }: Traces,
  deletedAt: string | null,
  { photos }: PipelinePorts,
): Promise<boolean> {
  if (!record || photo.unnamed.length > 0 || photo.repeats.length > 0) return false;
  if ((edits?.revision ?? 0) !== record.revision || (record.deleted_at ?? null) !== deletedAt) return false;
  const known = new Set(record.files.map(({ key }) => key));
  const isKnown = photo.files.every(({ version }) => known.has(version.key) || record.has_more_files);
  if (!isKnown || record.state === 'stored') return false;
  if (deletedAt !== null) return photo.files.every(({ hiddenAt }) => hiddenAt !== null);
  if (record.images_of === null) return true;
  const keys = listDerivedKeys({ ...photo, sha256: record.images_of });
  return (await Promise.all(keys.map((key) => photos.hasDerived(key)))).every(Boolean);
}

function withoutImages(ports: PipelinePorts): PipelinePorts {
  return { ...ports, photos: { ...ports.photos, writeDerived: async () => {} } };
}

interface Deletion {
  readonly record: PhotoRecord;
  readonly deletedAt: string;
}

/** Finishes what a deletion began. */
async function settleDeleted(
  { files, ...name }: ListedPhoto,
  { record, deletedAt }: Deletion,
  { photos, records }: PipelinePorts,
): Promise<void> {
  if (record.deleted_at === undefined) {
    await records.replace(record, { ...record, deleted_at: deletedAt, expires_at: toLastRestoration(deletedAt) });
  }
  const derived = files.flatMap(({ version }) => listDerivedKeys({ ...name, sha256: version.sha256 }));
  await photos.hide([...files.map(({ version }) => version.key), ...derived]);
}

function toOutcome({ state }: PhotoRecord): Rebuilt {
  return state === 'ready' || state === 'unreadable' ? state : 'kept';
}

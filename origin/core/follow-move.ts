/**
 * Brings the files of a photo after it, into the job that it was given to. Each may happen twice and break off between any two calls: a
 * file is copied before it goes, the copy has the words and the revision of the move in the same write, and what the old job had of
 * images is hidden before. S3 tells of each copy, and develops it there; one that comes later comes after in the same way.
 */
import { formatPhotoPrefix, type PhotoName } from '../photo-key.ts';
import { isMoved, type PhotoMove, toMove, toMovedAway, toMovedEdits } from '../photo-move.ts';
import type { EditedFacts } from '../records.ts';
import { listDerivedKeys } from './develop-images.ts';
import { readLastEdits } from './last-edits.ts';
import type { PipelinePorts } from './ports.ts';
import { isNamed, type NamedVersion } from './to-photo-file.ts';

type MovePorts = Pick<PipelinePorts, 'photos' | 'records'>;

/** The move of which what lies there must know; null: the photo is there, or was never heard of. */
export async function findMove(photo: PhotoName, ports: MovePorts): Promise<PhotoMove | null> {
  const record = await ports.records.find(photo);
  if (record === null) return findLostMove(photo, ports);
  if (!isMoved(record)) return null;
  return (await readRevision(photo, ports)) > record.revision ? null : toMove(record);
}

/** The table has lost where the photo went, or never heard of the photo. */
async function findLostMove(photo: PhotoName, ports: MovePorts): Promise<PhotoMove | null> {
  const move = await ports.photos.readMove(photo);
  if (move === null || (await readRevision(photo, ports)) > move.revision) return null;
  await ports.records.replace(null, toMovedAway(move));
  const record = await ports.records.find(photo);
  return record && isMoved(record) ? toMove(record) : null;
}

/** A file that came back with the photo says so by its tags. */
async function readRevision(photo: PhotoName, { photos }: MovePorts): Promise<number> {
  return (await readLastEdits(await photos.list(formatPhotoPrefix(photo)), photos))?.revision ?? 0;
}

/** Moves what lies in the old job. What is written of the move comes first: by it alone the table can be made anew. */
export async function followMove(move: PhotoMove, ports: MovePorts): Promise<void> {
  const { photos } = ports;
  const written = await photos.readMove(move);
  if (written === null || written.revision < move.revision) await photos.writeMove(move);
  for (const version of await photos.list(formatPhotoPrefix(move))) {
    if (isNamed(version)) await moveFile(version, move, ports);
  }
}

/** Images may have been made in the old job while the photo left it. */
export async function hideLeftImages(version: NamedVersion, { photos }: MovePorts): Promise<void> {
  await photos.hide(listDerivedKeys(version));
}

async function moveFile(version: NamedVersion, move: PhotoMove, ports: MovePorts): Promise<void> {
  const { photos } = ports;
  await photos.copyToJob(version, move.moved_to, await chooseEdits(move, ports));
  // It may have come back while it was copied: then what lies here is the photo.
  if (await isBack(move, ports)) return;
  await hideLeftImages(version, ports);
  await photos.removeOrHide(version);
}

/** Whether the photo stands again where it was. */
export async function isBack(photo: PhotoName, { records }: Pick<MovePorts, 'records'>): Promise<boolean> {
  const record = await records.find(photo);
  return record !== null && !isMoved(record);
}

/** The photo may have been edited, deleted or given on since. */
async function chooseEdits(move: PhotoMove, { records }: MovePorts): Promise<EditedFacts> {
  const now = await records.find({ jobId: move.moved_to, photoId: move.photoId });
  return now && now.revision >= move.revision ? now : toMovedEdits(move);
}

/** What is done first with a file of no name: it is bounded, and gets the name of its bytes. */
import { parseObjectMetadata } from '../records.ts';
import { BOUNDS } from './check-pixels.ts';
import { composeNotKept } from './compose-audit.ts';
import type { PhotoVersion } from './photo-version.ts';
import type { PhotoStore, PipelinePorts } from './ports.ts';
import { sniffPhotoType } from './sniff-photo-type.ts';

/**
 * S3 bounds the size of a form, and of a PUT whose hash is promised; of any other PUT it cannot. So it is bounded here, before a byte is
 * read: such a file goes for good, and the log tells whose it was. What an operator has put there by hand stays.
 */
export async function takeAwayTooLarge(version: PhotoVersion, { photos, audit }: PipelinePorts): Promise<boolean> {
  const facts = await photos.readFacts(version);
  if (!facts || facts.length <= BOUNDS.maxBytes) return false;
  if (parseObjectMetadata(facts.metadata).uploader === undefined) return false;
  await audit.append(composeNotKept(version, facts));
  await photos.remove(version);
  return true;
}

/**
 * What arrived under a key of no hash gets its own: so nothing that is shown can ever be overwritten. Its type is what the bytes are,
 * whatever the ticket was asked for.
 */
export async function nameByBytes(version: PhotoVersion, photos: PhotoStore): Promise<PhotoVersion | null> {
  const photo = await photos.read(version);
  if (!photo) return null;
  const type = (photo.bytes && sniffPhotoType(photo.bytes)) ?? version.type;
  const named = await photos.nameByBytes({ ...version, type }, photo);
  await photos.remove(version);
  return named;
}

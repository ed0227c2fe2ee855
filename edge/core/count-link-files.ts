/**
 * What a link has added, counted when it asks for tickets: each photo once and each file once, however often it is asked for
 * again. A file is known by the end of its photo's id and the beginning of its hash.
 */
import type { LinkRecord } from '../../origin/customer-link.ts';
import { LINK_LIMITS } from '../link-api.ts';
import { AppError } from '../problem.ts';
import type { PlannedPhoto } from './plan-photo.ts';

export type LinkCount = Pick<LinkRecord, 'counted' | 'bytes'>;

const PHOTO_CHARACTERS = 12;
const HASH_CHARACTERS = 8;

/**
 * What stands on the link's row once these files are counted; null where all of them are counted already.
 * @throws {AppError} when it would be more than one link may add: `link-full`; when a file does not name its hash: `bad-request`
 */
export function countLinkFiles({ counted, bytes }: LinkCount, photos: readonly PlannedPhoto[]): LinkCount | null {
  const known = new Set(counted);
  const added = photos.filter((photo) => !known.has(toFileMark(photo)));
  if (added.length === 0) return null;
  const next = {
    counted: [...new Set([...counted, ...added.map(toFileMark)])],
    bytes: added.reduce((sum, { maxBytes }) => sum + maxBytes, bytes),
  };
  const ofPhotos = new Set(next.counted.map((mark) => mark.slice(0, PHOTO_CHARACTERS)));
  if (ofPhotos.size > LINK_LIMITS.maxPhotos || next.bytes > LINK_LIMITS.maxBytes) throw new AppError('link-full');
  return next;
}

function toFileMark({ photoId, capture: { sha256 } }: PlannedPhoto): string {
  // Without it one ticket would be good for any bytes, again and again.
  if (sha256 === undefined) {
    throw new AppError('bad-request', {
      errors: [{ pointer: '/photos', detail: 'By a link, each needs its sha256.' }],
    });
  }
  return photoId.slice(-PHOTO_CHARACTERS) + sha256.slice(0, HASH_CHARACTERS);
}

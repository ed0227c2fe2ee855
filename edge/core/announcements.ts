/** Which photos are announced with a request for tickets. */
import { MOST_ANNOUNCED_OF_ONE } from '../../origin/announcement.ts';
import { isExpired, type PhotoRecord } from '../../origin/records.ts';
import { AppError } from '../problem.ts';

/** What stood there when it was read. */
export interface SeenAnnouncements {
  /** See AnnouncerRow; 0 where that person has announced nothing yet. */
  readonly turn: number;
  /** What that person has announced in that job; among it such as is past its TTL. */
  readonly announced: readonly PhotoRecord[];
  /** Ids of those asked for of which something has come. */
  readonly come: ReadonlySet<string>;
  /** Of these, to which job those were given that have left. */
  readonly moved: ReadonlyMap<string, string>;
}

/** An announcement that says the same and does not end sooner than in 12 h need not be written again. */
const FRESH_SECONDS = 12 * 3600;
const RETRY_AFTER_SECONDS = 60;
/** By these a photo is announced anew. */
const TOLD = ['key', 'title', 'stage', 'taken_at', 'bytes', 'first_look'] as const;

/**
 * Chooses what is to be written. One of which something has come is not announced again.
 * @throws {AppError} when so many photos are announced already and have not come: `too-many-announced`
 */
export function chooseAnnouncements(
  { announced, come }: SeenAnnouncements,
  photos: readonly PhotoRecord[],
  nowSeconds: number,
): readonly PhotoRecord[] {
  const standing = announced.filter((row) => !isExpired(row, nowSeconds));
  const awaited = photos.filter(({ photo_id }) => !come.has(photo_id));
  const news = awaited
    .map((photo) => withFirstLook(photo, standing))
    .filter((photo) => !standing.some((row) => saysTheSame(row, photo, nowSeconds)));
  const ids = new Set([...standing, ...awaited].map(({ photo_id }) => photo_id));
  if (news.length > 0 && ids.size > MOST_ANNOUNCED_OF_ONE) {
    throw new AppError('too-many-announced', { retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
  return news;
}

/** The picture that came with an earlier request stands. */
function withFirstLook(photo: PhotoRecord, standing: readonly PhotoRecord[]): PhotoRecord {
  const has = standing.some(({ photo_id, first_look }) => photo_id === photo.photo_id && first_look);
  return has ? { ...photo, first_look: true } : photo;
}

function saysTheSame(row: PhotoRecord, photo: PhotoRecord, nowSeconds: number): boolean {
  const isFresh = (row.expires_at ?? 0) - nowSeconds > FRESH_SECONDS;
  return isFresh && row.photo_id === photo.photo_id && TOLD.every((name) => row[name] === photo[name]);
}

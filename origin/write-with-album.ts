/**
 * Writes a photo's record and what its job's row says of the album in one transaction, however many do so at once. Each photo
 * counts exactly once; who is in the way of another's transaction comes again.
 */
import {
  type CoverPhoto,
  dependsOnRow,
  type JobAlbumRow,
  type JobAlbumUpdate,
  needsOtherCover,
  type PhotoChange,
  planJobAlbum,
} from './job-album.ts';

/** What became of a transaction: `refused` by the condition of its first write, `stale` by that of another, `busy` by another transaction. */
export type TransactionOutcome = 'written' | 'refused' | 'busy' | 'stale';

export interface AlbumStore {
  /** The row as it is now; empty where there is none. */
  readRow(): Promise<JobAlbumRow>;
  /** The newest photo of the album that has a thumbnail, but this one; null where there is no other. */
  findNewestReady(exceptPhotoId: string): Promise<CoverPhoto | null>;
  /** Writes the record, and the row by `update`. */
  write(update: JobAlbumUpdate): Promise<TransactionOutcome>;
  wait(ms: number): Promise<void>;
  /** How often it is tried: with each try others are waited for longer, up to 1.5 s. */
  readonly maxTries: number;
  /** In [0, 1). */
  random(): number;
}

const FIRST_WAIT_MS = 15;
const LONGEST_WAIT_MS = 1500;

/** Others were in the way at every try. It passes: the same change may be tried again. */
export class AlbumContentionError extends Error {
  override readonly name = 'AlbumContentionError';
}

/**
 * Writes; false when the photo's own condition refuses.
 * @throws {AlbumContentionError} when others were in the way at every try
 */
export async function writeWithAlbum(change: PhotoChange, store: AlbumStore): Promise<boolean> {
  for (let tries = 0; tries < store.maxTries; tries += 1) {
    const row = dependsOnRow(change) ? await store.readRow() : {};
    const other = needsOtherCover(change, row) ? await store.findNewestReady(change.after.photo_id) : null;
    const outcome = await store.write(planJobAlbum(change, row, other));
    if (outcome === 'written' || outcome === 'refused') return outcome === 'written';
    await store.wait(store.random() * Math.min(FIRST_WAIT_MS * 2 ** tries, LONGEST_WAIT_MS));
  }
  throw new AlbumContentionError('the row of the job was written by others all the time');
}

/** Codes by which a transaction says that it was in the way of another, or that the table is busy (API reference, TransactWriteItems). */
const BUSY = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];

/**
 * Reads the reasons for which a transaction was cancelled: the photo's own write stands first.
 * @returns null where they are none of those that are expected
 */
export function judgeCancellation(reasons: readonly (string | undefined)[]): TransactionOutcome | null {
  const [photo, ...others] = reasons;
  if (photo === 'ConditionalCheckFailed') return 'refused';
  // A row that was not there is made by an INSERT, which another may have done first.
  if (others.includes('ConditionalCheckFailed') || others[0] === 'DuplicateItem') return 'stale';
  return reasons.some((reason) => BUSY.includes(reason ?? '')) ? 'busy' : null;
}

/** Reads the index of the albums. Its keys are origin's contract; every read is consistent (docs/decisions/0030-albums-by-a-local-index.md). */
import { ALBUM_INDEX, ALBUM_PARTS, ALBUM_SORT } from '../../origin/album-index.ts';
import { type AlbumItem, type AlbumPhoto, parseAlbumItem } from '../../origin/album-row.ts';
import { formatJobKey, formatPhotoRecordKey } from '../../origin/records.ts';
import { formatAlbumCursor, parseAlbumCursor } from '../core/album-page.ts';
import type { PhotoPage } from '../core/ports.ts';
import type { DynamodbTable, Query } from './dynamodb-table.ts';

/** Photos that are looked at, at once, for one that may be the job's cover. */
const COVERS_PER_LOOK = 10;

/**
 * Reads a page of an album. One photo more than the page has tells whether another page follows.
 * @throws {AppError} when no page has given that cursor: `bad-request`
 */
export async function queryAlbum(
  table: DynamodbTable,
  jobId: string,
  { cursor, limit }: { readonly cursor: string | null; readonly limit: number },
): Promise<PhotoPage> {
  const position = cursor === null ? null : parseAlbumCursor(cursor, jobId);
  const after = position && { ...formatPhotoRecordKey(jobId, position.photoId), [ALBUM_SORT]: position.sort };
  const query = { ...toAlbumQuery(jobId, 'live', limit + 1), ...(after === null ? {} : { after }) };
  const { items, next } = await table.query<AlbumItem>(query, null);
  const photos = items.slice(0, limit).map(parseAlbumItem);
  const last = photos.at(-1)?.album_sort;
  // DynamoDB ends a page at 1 MB, however many were asked for.
  const hasMore = items.length > limit || next !== null;
  return { photos, next: hasMore && last !== undefined ? formatAlbumCursor(jobId, last) : null };
}

/** Reads what was deleted last, the last first. */
export async function queryDeleted(table: DynamodbTable, jobId: string, limit: number): Promise<readonly AlbumPhoto[]> {
  return (await table.query<AlbumItem>(toAlbumQuery(jobId, 'deleted', limit), null)).items.map(parseAlbumItem);
}

/** Finds the newest photo that has a thumbnail, but one; null where there is none. */
export async function findNewestReady(
  table: DynamodbTable,
  jobId: string,
  exceptPhotoId: string,
): Promise<AlbumPhoto | null> {
  let cursor: string | null = null;
  do {
    const page: PhotoPage = await queryAlbum(table, jobId, { cursor, limit: COVERS_PER_LOOK });
    const found = page.photos.find(({ state, photo_id }) => state === 'ready' && photo_id !== exceptPhotoId);
    if (found) return found;
    cursor = page.next;
  } while (cursor !== null);
  return null;
}

function toAlbumQuery(jobId: string, part: keyof typeof ALBUM_PARTS, limit: number): Query {
  return {
    condition: `pk = :pk AND begins_with(${ALBUM_SORT}, :part)`,
    values: { ':pk': formatJobKey(jobId).pk, ':part': ALBUM_PARTS[part] },
    index: ALBUM_INDEX,
    isNewestFirst: true,
    isConsistent: true,
    limit,
  };
}

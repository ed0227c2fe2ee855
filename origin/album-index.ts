/**
 * Where a photo stands in its job's album. The local index `by-album` of the records table has the table's partition key and
 * the sort key `album_sort`; a row without it is not in the index. Being local it answers consistent reads, so a page is never
 * older than the revision that was read before it (docs/decisions/0030-albums-by-a-local-index.md). Of the record it has what an
 * album tells (album-row.ts).
 *
 * | album_sort             | what                                                       |
 * |------------------------|------------------------------------------------------------|
 * | live#time#photo_id     | photos of the album, by the time of taking, else of arrival |
 * | deleted#time#photo_id  | photos that can be restored, by the time of deletion        |
 */
import { formatAlbumRow } from './album-row.ts';
import { isTakenInFuture, type PhotoRecord } from './records.ts';

export const ALBUM_INDEX = 'by-album';
export const ALBUM_SORT = 'album_sort';
/** What begins the sort key of the photos of the album, and of those that were deleted. */
export const ALBUM_PARTS = { live: 'live#', deleted: 'deleted#' } as const;

type Placed = Pick<PhotoRecord, 'photo_id' | 'state' | 'taken_at' | 'uploaded_at' | 'deleted_at'>;

/** The photo's place in the index; null for one that is only announced. */
export function toAlbumSort(photo: Placed): string | null {
  if (photo.deleted_at !== undefined) return `${ALBUM_PARTS.deleted}${photo.deleted_at}#${photo.photo_id}`;
  if (photo.state === 'arriving') return null;
  return `${ALBUM_PARTS.live}${toAlbumTime(photo)}#${photo.photo_id}`;
}

/** The record as the table keeps it: with its place, and with what the album tells of it. */
export function withAlbumPlace(photo: PhotoRecord): PhotoRecord {
  const { album_sort: _sort, album_row: _row, ...record } = photo;
  const album_sort = toAlbumSort(photo);
  return album_sort === null ? record : { ...record, album_sort, album_row: formatAlbumRow(record) };
}

/** A time of taking that cannot be true is none. In UTC with milliseconds, so that texts sort as times do. */
function toAlbumTime({ taken_at, uploaded_at }: Placed): string {
  const takenMs = isTakenInFuture({ taken_at, uploaded_at }) ? Number.NaN : Date.parse(taken_at ?? '');
  const ms = Number.isNaN(takenMs) ? Date.parse(uploaded_at ?? '') : takenMs;
  return new Date(Number.isNaN(ms) ? 0 : ms).toISOString();
}

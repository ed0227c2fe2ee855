/** How the row of a job changes when many photos come into its album at once: as if each had come by itself. */
import { countAlbum, type JobAlbumRow } from '../../../origin/job-album.ts';
import type { PhotoRecord } from '../../../origin/records.ts';

export interface AlbumUpdate {
  readonly UpdateExpression: string;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues: Readonly<Record<string, unknown>>;
}

/** What decides whether the new photos bring the job's last photo and its cover. */
const DECIDING = ['last_photo_at', 'cover_sort'] as const;

/**
 * Counts are added to; where the row does not stand any more as it was read, the condition fails: read it again, and plan again.
 * @param photos new ones, at least one
 */
export function planAlbumUpdate(photos: readonly PhotoRecord[], row: JobAlbumRow): AlbumUpdate {
  const { last_photo_at, cover, cover_photo, cover_sort, ...counts } = countAlbum(photos);
  const added = { album_revision: photos.length, ...counts };
  const isLater = last_photo_at !== undefined && last_photo_at > (row.last_photo_at ?? '');
  const isNewer = cover_sort !== undefined && cover_sort > (row.cover_sort ?? '');
  const set = { ...(isLater ? { last_photo_at } : {}), ...(isNewer ? { cover, cover_photo, cover_sort } : {}) };
  const read = Object.fromEntries(DECIDING.flatMap((name) => (row[name] === undefined ? [] : [[name, row[name]]])));
  const format = (names: object, sign: string) =>
    Object.keys(names)
      .map((name) => `#${name}${sign}:${name}`)
      .join(', ');
  const names = new Set([...Object.keys(added), ...Object.keys(set), ...DECIDING]);
  return {
    UpdateExpression: `ADD ${format(added, ' ')}${Object.keys(set).length > 0 ? ` SET ${format(set, ' = ')}` : ''}`,
    ConditionExpression: DECIDING.map((name) =>
      name in read ? `#${name} = :read_${name}` : `attribute_not_exists(#${name})`,
    ).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries([...names].map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(Object.entries({ ...added, ...set }).map(([name, value]) => [`:${name}`, value])),
      ...Object.fromEntries(Object.entries(read).map(([name, value]) => [`:read_${name}`, value])),
    },
  };
}

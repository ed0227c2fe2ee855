/** The small picture that came with the request for a photo's ticket, for as long as the photo is on its way. */
import { type FirstLookRow, formatFirstLookKey } from '../../origin/announcement.ts';
import { formatPhotoRecordKey, isExpired, type PhotoRecord } from '../../origin/records.ts';
import type { DynamodbTable } from './dynamodb-table.ts';

export interface AskedFirstLook {
  readonly jobId: string;
  readonly photoId: string;
  readonly nowSeconds: number;
}

export async function readFirstLook(
  table: DynamodbTable,
  { jobId, photoId, nowSeconds }: AskedFirstLook,
): Promise<string | null> {
  const keys = [formatFirstLookKey(jobId, photoId), formatPhotoRecordKey(jobId, photoId)];
  const rows = await table.getAll<FirstLookRow | PhotoRecord>(keys);
  const look = rows.find((row) => 'jpeg' in row);
  // A photo that has come shows itself, or was deleted: then nothing of it is shown.
  return look && rows.length === 1 && !isExpired(look, nowSeconds) ? look.jpeg : null;
}

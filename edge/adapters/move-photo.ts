/**
 * Gives a photo to another job. In one transaction: the row that stays behind, the row in the new job, what both jobs' rows say of their
 * albums, and an entry in both audit logs. Of several who do it at once the first wins, by the photo's revision.
 */
import { randomUUID } from 'node:crypto';
import { withAlbumPlace } from '../../origin/album-index.ts';
import { type JobAlbumRow, planJobAlbum } from '../../origin/job-album.ts';
import { type PhotoMove, toMovedAway, toMovedIn } from '../../origin/photo-move.ts';
import { formatJobKey, formatPhotoRecordKey, type PhotoRecord } from '../../origin/records.ts';
import { type AlbumStore, judgeCancellation, type TransactionOutcome } from '../../origin/write-with-album.ts';
import { AppError } from '../problem.ts';
import type { DynamodbTable, PartiqlStatement } from './dynamodb-table.ts';
import { createAlbumStore, MAX_READS, toPhotoWrite, toRowUpdate, toStatement, writeInTime } from './photo-changes.ts';
import { settleTransaction } from './settle-transaction.ts';

interface MovePlan {
  readonly move: PhotoMove;
  /** The statements that write the audit entries. */
  readonly entries: readonly PartiqlStatement[];
}

/**
 * @returns the row in the new job
 * @throws {AppError} when it is at another revision: `edited-meanwhile`; when others were in the way all the time: `unavailable`
 */
export async function writeMove(
  table: DynamodbTable,
  photo: PhotoRecord,
  { move, entries }: MovePlan,
): Promise<PhotoRecord> {
  let before: PhotoRecord | null = photo;
  for (let reads = 0; reads < MAX_READS && before?.revision === photo.revision; reads += 1) {
    const arrived = withAlbumPlace(toMovedIn(before, move));
    const change = { before, after: toMovedAway(move) };
    if (await writeInTime(change, createMoveStore(table, { ...change, arrived, entries }))) return arrived;
    before = await table.get<PhotoRecord>(formatPhotoRecordKey(photo.job_id, photo.photo_id));
  }
  throw new AppError('edited-meanwhile');
}

interface PlannedMove {
  readonly before: PhotoRecord;
  readonly after: PhotoRecord;
  /** In the new job. */
  readonly arrived: PhotoRecord;
  readonly entries: readonly PartiqlStatement[];
}

/** The store of the album that the photo leaves; with each write goes that of the other. */
function createMoveStore(table: DynamodbTable, { before, after, arrived, entries }: PlannedMove): AlbumStore {
  const readRow = (jobId: string) => table.get<JobAlbumRow>(formatJobKey(jobId));
  return {
    ...createAlbumStore(table, { before, after }),
    async write(update) {
      const [left, joined, standing] = await Promise.all([
        readRow(before.job_id),
        readRow(arrived.job_id),
        table.get<PhotoRecord>(formatPhotoRecordKey(arrived.job_id, arrived.photo_id)),
      ]);
      const joining = planJobAlbum({ before: standing, after: arrived }, joined ?? {});
      const statements = [
        toStatement(table, toPhotoWrite({ before, after }), before),
        toStatement(table, toRowUpdate(before.job_id, update), left),
        toStatement(table, toRowUpdate(arrived.job_id, joining), joined),
        toStatement(table, toPhotoWrite({ before: standing, after: arrived }), standing),
        ...entries,
      ];
      return settleTransaction(table.executeAll(statements, randomUUID()), judgeMove);
    },
  };
}

/** A row that was not there may have been made by another meanwhile. */
function judgeMove(reasons: readonly string[]): TransactionOutcome | null {
  return judgeCancellation(reasons) ?? (reasons.includes('DuplicateItem') ? 'stale' : null);
}

/**
 * Takes a job out of bucket and table for good, with every version of its photos. What the audit log says of it stays, and what the bucket
 * does not let go (Object Lock): that lies under delete markers then, until its time is over.
 */
import { formatJobFileKey } from '../../origin/job-file.ts';
import { formatWordsKey, toWordRow, type WordsRecord } from '../../origin/job-words.ts';
import { formatNotesFileKey, formatNotesKey } from '../../origin/notes.ts';
import { formatAlbumPrefix, formatThumbsPrefix } from '../../origin/photo-key.ts';
import { MOVES_PREFIX } from '../../origin/photo-move.ts';
import { formatJobKey, formatPhotoRecordKey, type PhotoRecord } from '../../origin/records.ts';
import { createJobTable } from './job-rows.ts';
import { hideObjects, RemovalError, removeVersions } from './remove-objects.ts';
import type { Target } from './target.ts';

/** Words go before the rows that name them: what broke off is found again. */
export async function removeJob(
  target: Pick<Target, 's3' | 'documents' | 'bucket' | 'table'>,
  jobId: string,
): Promise<void> {
  const table = createJobTable(target);
  const rows = await table.query(formatJobKey(jobId).pk, '');
  const noted = rows
    .filter(({ sk }) => sk.startsWith(formatPhotoRecordKey(jobId, '').sk))
    .filter((row) => (row as PhotoRecord).note_count !== undefined)
    .map((row) => ({ jobId, photoId: (row as PhotoRecord).photo_id }));
  for (const prefix of [
    formatAlbumPrefix(jobId),
    formatThumbsPrefix(jobId),
    `${MOVES_PREFIX}${jobId}/`,
    formatJobFileKey(jobId),
    ...[{ jobId, photoId: null }, ...noted].map(formatNotesFileKey),
  ]) {
    const range = { bucket: target.bucket, prefix };
    await removeVersions(target.s3, range).catch((error: unknown) => {
      if (!(error instanceof RemovalError) || error.code !== 'AccessDenied') throw error;
      return hideObjects(target.s3, range);
    });
  }
  const start = formatWordsKey(jobId, '').sk;
  const words = rows
    .filter(({ sk }) => sk.startsWith(start))
    .flatMap((row) => {
      const { sk, words: list } = row as WordsRecord;
      return list.map((word) => toWordRow({ jobId, who: sk.slice(start.length), words: [] }, word));
    });
  await table.write(words.map(({ pk, sk }) => ({ remove: { pk, sk } })));
  const gone = [...noted.map(formatNotesKey), ...rows];
  await table.write(gone.map(({ pk, sk }) => ({ remove: { pk, sk } })));
}

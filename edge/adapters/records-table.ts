/** Jobs and photos in the records table, as the routes need them. The shapes and keys are origin's contract. */
import type { JobAlbumRow } from '../../origin/job-album.ts';
import { formatJobKey, formatPhotoRecordKey, type JobRecord, type PhotoRecord } from '../../origin/records.ts';
import type { JobRecords, PhotoRecords } from '../core/ports.ts';
import { announcePhotos, queryAnnounced, readAnnounced } from './announcements.ts';
import { toAuditStatement } from './audit-table.ts';
import type { DynamodbTable } from './dynamodb-table.ts';
import { writeMove } from './move-photo.ts';
import { adoptPhoto, changePhoto } from './photo-changes.ts';
import { queryAlbum, queryDeleted } from './query-album.ts';
import { readFirstLook } from './read-first-look.ts';

export function createJobRecords(table: DynamodbTable): JobRecords {
  return {
    async readRow(jobId) {
      const row = await table.get<JobAlbumRow>(formatJobKey(jobId));
      return { job: row !== null && isJob(row) ? row : null, album: row ?? {} };
    },
    async readJobs(jobIds) {
      const rows = await table.getAll<JobAlbumRow>([...new Set(jobIds)].map(formatJobKey));
      return rows.filter(isJob);
    },
  };
}

/** The row of a job that nobody has made says of its album only. */
function isJob(row: JobAlbumRow): row is JobRecord & JobAlbumRow {
  return 'job_id' in row;
}

/** @param auditTable name of the table that takes the entries of changes */
export function createPhotoRecords(table: DynamodbTable, auditTable: string): PhotoRecords {
  return {
    readPhoto: (jobId, photoId) => table.get<PhotoRecord>(formatPhotoRecordKey(jobId, photoId)),

    readPhotos: (jobId, photoIds) =>
      table.getAll<PhotoRecord>([...new Set(photoIds)].map((photoId) => formatPhotoRecordKey(jobId, photoId))),

    listAlbum: (jobId, page) => queryAlbum(table, jobId, page),
    listDeleted: (jobId, limit) => queryDeleted(table, jobId, limit),
    listAnnounced: (jobId) => queryAnnounced(table, jobId),
    readAnnounced: (announcer, photoIds) => readAnnounced(table, announcer, photoIds),
    announce: (announcer, news, seen) => announcePhotos(table, announcer, { ...news, seen }),
    readFirstLook: (jobId, photoId, nowSeconds) => readFirstLook(table, { jobId, photoId, nowSeconds }),
    change: (photo, changes, { revision, entry, row }) =>
      changePhoto(table, photo, { changes, revision, entry: toAuditStatement(auditTable, entry), row: row.album }),
    move: (photo, move, entries) =>
      writeMove(table, photo, { move, entries: entries.map((entry) => toAuditStatement(auditTable, entry)) }),
    adopt: (record) => adoptPhoto(table, record),
  };
}

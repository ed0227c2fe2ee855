/** Notes where they are kept: a row of the table, which decides, and the file in the bucket that follows it. */
import { randomUUID } from 'node:crypto';
import { marshall } from '@aws-sdk/util-dynamodb';
import { withAlbumPlace } from '../../origin/album-index.ts';
import { planRevision } from '../../origin/job-album.ts';
import { countNotes, formatNotesKey, type Note, type NotesPlace, type NotesRow } from '../../origin/notes.ts';
import { isMoved } from '../../origin/photo-move.ts';
import { formatJobKey, formatPhotoRecordKey, isExpired, type PhotoRecord } from '../../origin/records.ts';
import type { TransactionOutcome } from '../../origin/write-with-album.ts';
import type { NotesStore, UploadsBucket } from '../core/ports.ts';
import { AppError } from '../problem.ts';
import { toAuditStatement } from './audit-table.ts';
import type { DynamodbTable, PartiqlStatement } from './dynamodb-table.ts';
import { toPartiqlUpdate } from './partiql-update.ts';
import { toPhotoWrite, toRowUpdate, toStatement } from './photo-changes.ts';
import { settleTransaction } from './settle-transaction.ts';

const MAX_TRIES = 9;
const FIRST_WAIT_MS = 15;
const LONGEST_WAIT_MS = 1000;
/** As of tags: what is left undone then, the next note or a reindex does. */
const MAX_FILE_WRITES = 4;

export interface NotesTable {
  readonly table: DynamodbTable;
  /** Name of the table that takes the entries. */
  readonly auditTable: string;
  readonly bucket: Pick<UploadsBucket, 'writeNotes' | 'hideNotes' | 'showNotes'>;
  now(): number;
}

export function createNotesStore(store: NotesTable): NotesStore {
  return {
    read: async (place) => (await readRow(store, place))?.notes ?? [],
    async change(place, plan, toEntry) {
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const read = await readAll(store, place);
        const planned = plan(read.row?.notes ?? []);
        if (planned === null) return settleFile(store, place, read.row);
        const row = toNext(place, read.stored, planned.notes);
        const entry = toAuditStatement(store.auditTable, toEntry(planned.note));
        const statements = [...toStatements(store.table, { place, read, row }), entry];
        const outcome = await settleTransaction(store.table.executeAll(statements, randomUUID()), judge);
        if (outcome === 'written') return settleFile(store, place, row);
        await new Promise((resolve) =>
          setTimeout(resolve, Math.random() * Math.min(FIRST_WAIT_MS * 2 ** tries, LONGEST_WAIT_MS)),
        );
      }
      throw new AppError('unavailable', { retryAfterSeconds: 2 });
    },
    async expire(place, expiresAt) {
      await (expiresAt === null ? store.bucket.showNotes(place) : store.bucket.hideNotes(place));
      if ((await readStored(store, place)) === null) return;
      await store.table.call('UpdateItem', {
        Key: marshall(formatNotesKey(place)),
        UpdateExpression: expiresAt === null ? 'REMOVE expires_at' : 'SET expires_at = :at',
        ...(expiresAt === null ? {} : { ExpressionAttributeValues: marshall({ ':at': expiresAt }) }),
      });
    },
  };
}

const readStored = ({ table }: NotesTable, place: NotesPlace) => table.get<NotesRow>(formatNotesKey(place));

/** What has expired is as good as gone: another photo may have its id since. */
async function readRow(store: NotesTable, place: NotesPlace): Promise<NotesRow | null> {
  const row = await readStored(store, place);
  return row === null || isExpired(row, Math.floor(store.now() / 1000)) ? null : row;
}

interface ReadNotes {
  /** As it lies there, be it expired. */
  readonly stored: NotesRow | null;
  readonly row: NotesRow | null;
  readonly job: object | null;
  readonly photo: PhotoRecord | null;
}

/** @throws {AppError} when the photo has left or was deleted: `not-found` */
async function readAll(store: NotesTable, place: NotesPlace): Promise<ReadNotes> {
  const { table } = store;
  const [stored, job, photo] = await Promise.all([
    readStored(store, place),
    table.get<object>(formatJobKey(place.jobId)),
    place.photoId === null ? null : table.get<PhotoRecord>(formatPhotoRecordKey(place.jobId, place.photoId)),
  ]);
  const isGone = photo === null || isMoved(photo) || photo.deleted_at !== undefined;
  if (place.photoId !== null && isGone) throw new AppError('not-found');
  const row = stored === null || isExpired(stored, Math.floor(store.now() / 1000)) ? null : stored;
  return { stored, row, job, photo };
}

function toNext(place: NotesPlace, stored: NotesRow | null, notes: readonly Note[]): NotesRow {
  return { ...formatNotesKey(place), notes, revision: (stored?.revision ?? 0) + 1 };
}

interface NotesWrite {
  readonly place: NotesPlace;
  readonly read: ReadNotes;
  readonly row: NotesRow;
}

/** All in PartiQL, for the audit entry is written with them, and only its INSERT cannot replace one. */
function toStatements(table: DynamodbTable, { place, read, row }: NotesWrite): readonly PartiqlStatement[] {
  const note_count = countNotes(row.notes);
  const { photo, job } = read;
  const revised = planRevision();
  const counted = { ...revised, ...toCounted(revised, note_count) };
  const ofJob = toStatement(table, toRowUpdate(place.jobId, photo === null ? counted : revised), job);
  if (photo === null) return [toNotesStatement(table, row, read.stored), ofJob];
  const { album_sort: _sort, album_row: _row, ...known } = photo;
  if (known.note_count === note_count) return [toNotesStatement(table, row, read.stored), ofJob];
  const after = withAlbumPlace({ ...known, note_count });
  const ofPhoto = toStatement(table, toPhotoWrite({ before: photo, after }), photo);
  return [toNotesStatement(table, row, read.stored), ofJob, ofPhoto];
}

function toCounted({ UpdateExpression, ...revised }: ReturnType<typeof planRevision>, note_count: number) {
  return {
    UpdateExpression: `SET #note_count = :note_count ${UpdateExpression}`,
    ExpressionAttributeNames: { ...revised.ExpressionAttributeNames, '#note_count': 'note_count' },
    ExpressionAttributeValues: { ...revised.ExpressionAttributeValues, ':note_count': note_count },
  };
}

function toNotesStatement(table: DynamodbTable, { pk, sk, ...row }: NotesRow, stored: NotesRow | null) {
  const update = {
    key: { pk, sk },
    UpdateExpression: `SET #notes = :notes, #revision = :revision${stored?.expires_at === undefined ? '' : ' REMOVE #expires_at'}`,
    ...(stored === null ? {} : { ConditionExpression: '#revision = :standing' }),
    ExpressionAttributeNames: { '#notes': 'notes', '#revision': 'revision', '#expires_at': 'expires_at' },
    ExpressionAttributeValues: marshall({
      ':notes': row.notes,
      ':revision': row.revision,
      ':standing': stored?.revision ?? 0,
    }),
  };
  return toPartiqlUpdate(table.name, update, stored);
}

/** Whichever of them somebody else has changed meanwhile: all are read anew. */
function judge(reasons: readonly string[]): TransactionOutcome | null {
  const known = ['ConditionalCheckFailed', 'DuplicateItem', 'TransactionConflict', 'ThrottlingError'];
  return reasons.some((reason) => known.includes(reason)) ? 'stale' : null;
}

/** Makes the file say what the row says. Others may write meanwhile: it ends when the row is still what was written. */
async function settleFile(store: NotesTable, place: NotesPlace, row: NotesRow | null): Promise<readonly Note[]> {
  let told = row;
  for (let writes = 0; told !== null && writes < MAX_FILE_WRITES; writes += 1) {
    await store.bucket.writeNotes(place, told);
    const now = await readStored(store, place);
    // The photo was deleted meanwhile.
    if (now?.expires_at !== undefined) await store.bucket.hideNotes(place);
    told = now === null || now.revision === told.revision ? null : now;
  }
  return row?.notes ?? [];
}

/**
 * A job where it is kept: its own row, which decides who came first and who may do what, then the copy in the bucket, the rows
 * of the people in it, and the words by which each finds it. Whoever writes a job, an operator or the edge, does it here: the
 * job's row by one conditional write, and the rest follows it, so that whatever breaks off is made good by doing it again.
 */
import type { AuditRecord } from './audit-log.ts';
import { formatJobFile, type JobFile, parseJobFile, toJobFile } from './job-file.ts';
import type { JobRecord, MemberRecord } from './job-records.ts';
import {
  areRowsUpToDate,
  type FoundRows,
  isJobRowUpToDate,
  type JobRowUpdate,
  listMemberWrites,
  listWordWrites,
  planJobRow,
  type RowWrite,
  toRowQueries,
} from './job-rows.ts';
import type { WordsRecord } from './job-words.ts';
import { toPersonRows } from './people.ts';
import type { RecordKey } from './record-key.ts';
import type { TransactionOutcome } from './write-with-album.ts';

/** Port of the table and the bucket. */
export interface JobStore {
  /** Rows of a partition whose sort keys begin so, as they are now. */
  query(pk: string, start: string): Promise<readonly RecordKey[]>;
  /** Writes any number of rows, in no order. */
  write(writes: readonly RowWrite[]): Promise<void>;
  /** Updates the job's own row, with the audit entry where there is one: both or neither. */
  commit(jobId: string, update: JobRowUpdate, commitment: JobCommitment): Promise<TransactionOutcome>;
  /** Null: the bucket has none. */
  readCopy(jobId: string): Promise<JobCopy | null>;
  /** Replaces the copy with that ETag, or writes the first; false: another was quicker. */
  writeCopy(jobId: string, text: string, etag: string | null): Promise<boolean>;
  wait(ms: number): Promise<void>;
}

export interface JobCommitment {
  /** The row as it was read; null: there was none. */
  readonly row: object | null;
  readonly entry: AuditRecord | null;
}

export interface JobCopy {
  readonly text: string;
  readonly etag: string;
}

/** A job as bucket and table have it. */
export interface StoredJob {
  /** Null: the bucket has none. */
  readonly copy: JobFile | null;
  /** Of the copy, for the condition of the next write. */
  readonly etag: string | null;
  readonly rows: FoundRows;
}

/** Others were in the way at every try. It passes: the same may be tried again. */
export class JobContentionError extends Error {
  override readonly name = 'JobContentionError';
}

const MAX_TRIES = 10;
const FIRST_WAIT_MS = 25;
const LONGEST_WAIT_MS = 1000;

/** @throws {JobFileError} when the copy is damaged */
export async function readStoredJob(store: JobStore, jobId: string): Promise<StoredJob> {
  const { pk, starts } = toRowQueries(jobId);
  const [copy, own, members, words] = await Promise.all([
    store.readCopy(jobId),
    ...starts.map((start) => store.query(pk, start)),
  ] as const);
  const row = own?.find(({ sk }) => sk === starts[0]) ?? null;
  // The row of a job that nobody has made tells of its photos only.
  const job = row !== null && 'job_id' in row ? (row as JobRecord) : null;
  const rows = { job, row, members: (members ?? []) as MemberRecord[], words: (words ?? []) as WordsRecord[] };
  return { copy: copy && parseJobFile(copy.text), etag: copy?.etag ?? null, rows };
}

/** The job as it is now, whichever of copy and row is the later; of one that was put into the table by hand, its row. */
export function currentJob({ copy, rows }: StoredJob): JobFile | null {
  const ofRow = rows.job && toJobFile(rows.job);
  if (copy === null || ofRow === null) return copy ?? ofRow;
  return ofRow.revision > copy.revision ? ofRow : copy;
}

/** Whether writing this job would change neither copy nor rows. */
export function isUpToDate(job: JobFile, { copy, rows }: StoredJob): boolean {
  return copy !== null && formatJobFile(copy) === formatJobFile(job) && areRowsUpToDate(job, rows);
}

/**
 * Writes the job that follows from the one that was read; false when somebody else has changed that meanwhile.
 * @throws {JobContentionError} when others were in the way at every try
 */
export async function storeJob(
  store: JobStore,
  job: JobFile,
  { before, entry }: { readonly before: StoredJob; readonly entry: AuditRecord | null },
): Promise<boolean> {
  const isThere = isJobRowUpToDate(job, before.rows);
  if (!isThere && !(await commit(store, job, { rows: before.rows, entry }))) return false;
  const { copy } = before;
  const people = toPersonRows(job);
  // Before the rest: what breaks off here is made good by the next change of a crew, and names give no rights.
  if (people.length > 0 && JSON.stringify(copy && toPersonRows(copy)) !== JSON.stringify(people)) {
    await store.write(people.map((put) => ({ put })));
  }
  await settleJob(store, job.job_id, isThere ? before : undefined);
  return true;
}

/**
 * Makes copy, people's rows and words those of the job as it is, however many change it at once.
 * @throws {JobContentionError} when others were in the way at every try
 * @throws {JobFileError} when the copy is damaged
 */
export async function settleJob(store: JobStore, jobId: string, read?: StoredJob): Promise<void> {
  let stored = read ?? (await readStoredJob(store, jobId));
  for (let tries = 0; !isWhole(stored); tries += 1) {
    if (tries === MAX_TRIES) throw new JobContentionError('the job was changed by others all the time');
    if (tries > 1) {
      await backOff(store, tries);
      // Others went on meanwhile.
      stored = await readStoredJob(store, jobId);
    }
    await writeRest(store, stored);
    stored = await readStoredJob(store, jobId);
  }
}

function isWhole(stored: StoredJob): boolean {
  const job = currentJob(stored);
  return job === null || isUpToDate(job, stored);
}

async function writeRest(store: JobStore, stored: StoredJob): Promise<void> {
  const { copy, etag, rows } = stored;
  const job = currentJob(stored);
  if (job === null) return;
  // The copy is the later where the table was lost, or is made anew.
  if (!isJobRowUpToDate(job, rows) && !(await commit(store, job, { rows, entry: null }))) return;
  const text = formatJobFile(job);
  const members = listMemberWrites(job, rows);
  const isNew = rows.job === null;
  // All have ended before one failure is told: whoever takes the job away then finds what the others wrote.
  const writes = await Promise.allSettled([
    copy === null || formatJobFile(copy) !== text ? store.writeCopy(job.job_id, text, etag) : null,
    members.length === 0 ? null : store.write(members),
    isNew ? store.write(toPersonRows(job).map((put) => ({ put }))) : null,
    ...listWordWrites(job, rows).map(async (steps) => {
      for (const step of steps) await store.write(step);
    }),
  ]);
  for (const write of writes) if (write.status === 'rejected') throw write.reason;
}

/** Each photo that arrives writes the job's row in a transaction: who is in its way comes again. */
async function commit(
  store: JobStore,
  job: JobFile,
  { rows, entry }: { readonly rows: FoundRows; readonly entry: AuditRecord | null },
): Promise<boolean> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const outcome = await store.commit(job.job_id, planJobRow(job, rows), { row: rows.row, entry });
    if (outcome !== 'busy') return outcome === 'written';
    await backOff(store, tries);
  }
  throw new JobContentionError('the row of the job was written by others all the time');
}

function backOff(store: JobStore, tries: number): Promise<void> {
  return store.wait(Math.min(FIRST_WAIT_MS * 2 ** tries, LONGEST_WAIT_MS));
}

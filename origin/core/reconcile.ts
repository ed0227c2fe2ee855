/**
 * Compares bucket and records, page by page, so that a pass over any number of photos can be stopped after each and gone on
 * with later. First by the bucket: what no record tells of, and what a deletion left in sight, is sent to the pipeline, as if it had
 * arrived now, and what records tell of besides is named. Then by the table: jobs of which the bucket has nothing at all. A photo that is younger than `minAgeMs`
 * is on its way, and one that was deleted is as it should be.
 */
import {
  type AgeLimit,
  type BucketPage,
  type BucketPosition,
  comparePage,
  type ListedObject,
  type PhotoRange,
  planPage,
  type RecordedPhoto,
} from './compare-page.ts';

export interface ReconcilePorts {
  readonly bucket: ReconciledBucket;
  readonly records: ReconciledRecords;
  /** Sends what was found to the pipeline. */
  readonly send: (found: readonly ListedObject[]) => Promise<void>;
  readonly report: (found: Discrepancy) => void;
}

export interface ReconciledBucket {
  /** @param jobId null: of every job */
  listPage(jobId: string | null, after: BucketPosition | null): Promise<BucketPage>;
  /** Tells whether a reader of the key gets something. */
  isThere(key: string): Promise<boolean>;
  /** Tells whether there is anything of the job, be it hidden. */
  hasAny(jobId: string): Promise<boolean>;
}

export interface ReconciledRecords {
  /** As they are now. */
  list(range: PhotoRange): Promise<readonly RecordedPhoto[]>;
  /** The next page of all of them, photos of one job together. @param after of the page before; null: from the first */
  scanPage(after: TableKey | null): Promise<TablePage>;
}

export type TableKey = Readonly<Record<string, unknown>>;

export interface TablePage {
  readonly photos: readonly RecordedPhoto[];
  /** Null: it was the last. */
  readonly next: TableKey | null;
}

export interface Discrepancy {
  readonly kind: 'unrecorded' | 'unhidden' | 'absent';
  readonly key: string;
}

/** How far a pass has come. */
export type PassCursor =
  | { readonly by: 'bucket'; readonly after: BucketPosition | null }
  | { readonly by: 'table'; readonly after: TableKey | null; readonly jobId: string | null };

/** What one page added. */
export interface PageCounts {
  readonly objects: number;
  readonly unrecorded: number;
  readonly unhidden: number;
  readonly absent: number;
}

export const NOTHING_COMPARED: PageCounts = { objects: 0, unrecorded: 0, unhidden: 0, absent: 0 };

export interface PassPage {
  readonly counts: PageCounts;
  /** Null: the pass is over. */
  readonly next: PassCursor | null;
}

export interface PassOptions extends AgeLimit {
  /** Null: every job. */
  readonly jobId: string | null;
}

const JOBS_AT_ONCE = 10;

export const PASS_START: PassCursor = { by: 'bucket', after: null };

export function addCounts(sum: PageCounts, page: PageCounts): PageCounts {
  return {
    objects: sum.objects + page.objects,
    unrecorded: sum.unrecorded + page.unrecorded,
    unhidden: sum.unhidden + page.unhidden,
    absent: sum.absent + page.absent,
  };
}

/** Compares the page at the cursor. Comparing it twice does no harm. */
export function reconcilePage(cursor: PassCursor, ports: ReconcilePorts, options: PassOptions): Promise<PassPage> {
  return cursor.by === 'bucket'
    ? reconcileBucket(cursor.after, ports, options)
    : reconcileTable(cursor, ports, options);
}

async function reconcileBucket(
  after: BucketPosition | null,
  ports: ReconcilePorts,
  options: PassOptions,
): Promise<PassPage> {
  const page = await ports.bucket.listPage(options.jobId, after);
  const { objects, ranges, next } = planPage(page, after);
  const isEmptyJob = options.jobId !== null && after === null && ranges.length === 0;
  const asked = isEmptyJob ? [{ jobId: options.jobId, after: null, upTo: null }] : ranges;
  // After the listing: what arrives or is deleted between the two is in none of the three.
  const records = (await Promise.all(asked.map((range) => ports.records.list(range)))).flat();
  const { unrecorded, unhidden, absent } = comparePage(objects, records, options);
  const left = [...unrecorded, ...unhidden];
  if (left.length > 0) await ports.send(left);
  for (const { key } of unrecorded) ports.report({ kind: 'unrecorded', key });
  for (const { key } of unhidden) ports.report({ kind: 'unhidden', key });
  const counts = {
    objects: objects.length,
    unrecorded: unrecorded.length,
    unhidden: unhidden.length,
    absent: await reportAbsent(absent, ports),
  };
  if (next !== null) return { counts, next: { by: 'bucket', after: next } };
  return { counts, next: options.jobId === null ? { by: 'table', after: null, jobId: null } : null };
}

/** Only jobs of which the bucket has nothing: all others were compared by the bucket. Each is asked for once, by its first photo. */
async function reconcileTable(
  { after, jobId: lastJobId }: Extract<PassCursor, { by: 'table' }>,
  ports: ReconcilePorts,
  options: PassOptions,
): Promise<PassPage> {
  const { photos, next } = await ports.records.scanPage(after);
  const live = photos.filter((photo) => comparePage([], [photo], options).absent.length > 0);
  const jobIds = [...new Set(live.map(({ job_id }) => job_id))].filter((jobId) => jobId !== lastJobId);
  let absent = 0;
  for (let at = 0; at < jobIds.length; at += JOBS_AT_ONCE) {
    const some = jobIds.slice(at, at + JOBS_AT_ONCE);
    const counts = await Promise.all(some.map((jobId) => reportEmptyJob(jobId, ports, options)));
    absent += counts.reduce((sum, count) => sum + count, 0);
  }
  const jobId = live.at(-1)?.job_id ?? lastJobId;
  return { counts: { ...NOTHING_COMPARED, absent }, next: next && { by: 'table', after: next, jobId } };
}

async function reportEmptyJob(jobId: string, ports: ReconcilePorts, options: PassOptions): Promise<number> {
  if (await ports.bucket.hasAny(jobId)) return 0;
  const records = await ports.records.list({ jobId, after: null, upTo: null });
  return reportAbsent(comparePage([], records, options).absent, ports);
}

/** More on one page are no race. */
const MOST_ASKED_AGAIN = 100;

/** A few are asked for once more: they may have been restored while their page was read. Returns how many are gone. */
async function reportAbsent(keys: readonly string[], { bucket, report }: ReconcilePorts): Promise<number> {
  let count = 0;
  for (const key of keys) {
    if (keys.length <= MOST_ASKED_AGAIN && (await bucket.isThere(key))) continue;
    report({ kind: 'absent', key });
    count += 1;
  }
  return count;
}

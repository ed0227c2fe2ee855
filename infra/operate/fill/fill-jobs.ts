/** Fills jobs: of each the copy in the bucket, its row and its people's, the words by which each of them finds it, and the directory. */
import { formatJobFile, type JobFile } from '../../../origin/job-file.ts';
import { toPersonRows } from '../../../origin/people.ts';
import { inParallel } from '../in-parallel.ts';
import { listNewRows, writeBatches } from '../job-rows.ts';
import { createJobStore } from '../job-store.ts';
import type { Target } from '../target.ts';

export interface JobFill {
  readonly signal: AbortSignal;
  onWritten(count: number): void;
}

const JOBS_AT_ONCE = 10;
const WORKERS = 6;

/** Writes jobs that are not there yet, each whole. On the signal it begins no more. */
export async function fillJobs(
  target: Target,
  jobs: readonly JobFile[],
  { signal, onWritten }: JobFill,
): Promise<void> {
  const parts = Array.from({ length: Math.ceil(jobs.length / JOBS_AT_ONCE) }, (_, index) =>
    jobs.slice(index * JOBS_AT_ONCE, (index + 1) * JOBS_AT_ONCE),
  );
  const known = new Set<string>();
  const store = createJobStore(target);
  const work = async (part: readonly JobFile[]) => {
    // The copies first: whatever breaks off behind them, a reindex makes the rows of them.
    await Promise.all(part.map((job) => store.writeCopy(job.job_id, formatJobFile(job), null)));
    const people = new Map(part.flatMap(toPersonRows).map((row) => [row.sk, row]));
    const rows = [...part.flatMap(listNewRows), ...[...people.values()].filter(({ sk }) => !known.has(sk))];
    await writeBatches(
      target,
      rows.map((Item) => ({ PutRequest: { Item } })),
    );
    for (const sk of people.keys()) known.add(sk);
    onWritten(part.length);
  };
  await inParallel(parts, work, { workers: WORKERS, signal });
}

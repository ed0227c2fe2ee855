/** Makes a job's rows again from its copy in the bucket. */
import { writeRows } from './job-rows.ts';
import { isUpToDate, type JobStorage, readJob } from './job-store.ts';

/** `restored`: rows were missing or others; `whole`: they were not; `lacking`: they would be restored (dry run). */
export type RestoredJob = 'restored' | 'whole' | 'lacking' | 'without a copy';

/** @throws {JobFileError} when the copy is damaged. */
export async function restoreJob(storage: JobStorage, jobId: string, dryRun: boolean): Promise<RestoredJob> {
  const stored = await readJob(storage, jobId);
  if (stored.copy === null) return 'without a copy';
  if (isUpToDate(stored.copy, stored)) return 'whole';
  if (dryRun) return 'lacking';
  await writeRows(storage, stored.copy, stored.rows);
  return 'restored';
}

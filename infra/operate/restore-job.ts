/** Makes a job's rows again from its copy in the bucket, or the copy from the row, whichever is the later. */
import { settleJob } from '../../origin/stored-job.ts';
import { createJobStore, currentJob, isUpToDate, type JobStorage, readJob } from './job-store.ts';

/** `restored`: rows were missing or others; `whole`: they were not; `lacking`: they would be restored (dry run). */
export type RestoredJob = 'restored' | 'whole' | 'lacking' | 'without a copy';

/** @throws {JobFileError} when the copy is damaged. */
export async function restoreJob(storage: JobStorage, jobId: string, dryRun: boolean): Promise<RestoredJob> {
  const stored = await readJob(storage, jobId);
  const job = currentJob(stored);
  if (stored.copy === null || job === null) return 'without a copy';
  if (isUpToDate(job, stored)) return 'whole';
  if (dryRun) return 'lacking';
  await settleJob(createJobStore(storage), jobId, stored);
  return 'restored';
}

/** Makes a job's rows again from its copy in the bucket. */
import { isKept, type JobPlace, readJob, writeRows } from './job-store.ts';

/** `restored`: rows were missing or others; `whole`: they were not; `lacking`: they would be restored (dry run). */
export type RestoredJob = 'restored' | 'whole' | 'lacking' | 'without a copy';

/** Throws JobFileError when the copy is damaged. */
export async function restoreJob(place: JobPlace, jobId: string, dryRun: boolean): Promise<RestoredJob> {
  const kept = await readJob(place, jobId);
  if (kept.copy === null) return 'without a copy';
  if (isKept(kept.copy, kept)) return 'whole';
  if (dryRun) return 'lacking';
  await writeRows(place, kept.copy, kept.rows);
  return 'restored';
}

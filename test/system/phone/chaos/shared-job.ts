/** A job of both workers, new for each bad day. Its members are changed as an operator's command does it. */
import { currentJob, readJob, writeJob } from '../../../../infra/operate/job-store.ts';
import { openTarget, type Target } from '../../../../infra/operate/target.ts';
import { completeJob, type JobFile } from '../../../../origin/job-file.ts';
import type { LocalRun } from '../../../support/start-local-run.ts';

export interface SharedJob {
  readonly jobId: string;
  setMembers(subjects: readonly string[]): Promise<void>;
  close(): void;
}

export async function createSharedJob(run: LocalRun, jobId: string, members: readonly string[]): Promise<SharedJob> {
  const target = await openTarget({ data: run.dataDir, stage: 'dev' });
  const job: Partial<JobFile> = { title: `Bad day ${jobId}`, address: '1 Storm Lane', status: 'open' };
  await change(target, { ...job, job_id: jobId, members });
  return {
    jobId,
    setMembers: (subjects) => change(target, { job_id: jobId, members: subjects }),
    close: () => target.close(),
  };
}

async function change(target: Target, draft: Partial<JobFile> & Pick<JobFile, 'job_id'>): Promise<void> {
  const before = await readJob(target, draft.job_id);
  const job = completeJob(draft, currentJob(before), new Date().toISOString());
  await writeJob(target, job, before);
}

/** All rows of a job, as the table has them once it is made. */
import { listNewRows } from '../../infra/operate/job-rows.ts';
import { completeJob, type JobDraft } from '../../origin/job-file.ts';

/** @param photos what its own row tells of its album */
export function toDraftedRows(draft: JobDraft, photos: Readonly<Record<string, unknown>> = {}) {
  const [job, ...rest] = listNewRows(
    completeJob({ address: '', title: 'Job', ...draft }, null, '2026-10-01T00:00:00Z'),
  );
  return job === undefined ? [] : [{ ...job, ...photos }, ...rest];
}

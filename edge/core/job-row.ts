/** A job as its readers get it. */
import { type JobAlbumRow, toStageCounts } from '../../origin/job-album.ts';
import type { JobRecord } from '../../origin/job-records.ts';
import type { Job } from '../api.ts';
import { listActions } from './access.ts';
import type { Action, Principal } from './principal.ts';

export type ListedJob = JobRecord & JobAlbumRow;

/** What may be done in a job as it is now: a closed one takes no photos. */
export function listOpenActions(actions: readonly Action[], job: Pick<JobRecord, 'status'> | null): readonly Action[] {
  return actions.filter((action) => action !== 'upload' || job === null || job.status === 'open');
}

/** Without its cover's URL. Who only views gets to know nobody of the crew. */
export function toJob(principal: Principal, row: ListedJob): Job {
  const { job_id, title, address, status, customer_name, scheduled_for, created_at, updated_at } = row;
  const actions = listActions(principal, job_id, row);
  return {
    ...{ job_id, title, address, status, customer_name, scheduled_for, created_at, updated_at },
    photo_count: row.photo_count ?? 0,
    stages: toStageCounts(row),
    last_photo_at: row.last_photo_at ?? null,
    cover_url: null,
    ...(actions.includes('edit')
      ? { crew: row.members.map((subject) => ({ subject, name: row.member_names[subject] ?? null })) }
      : {}),
    can: listOpenActions(actions, row),
  };
}

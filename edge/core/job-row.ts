/** A job as its readers get it. */
import { type JobAlbumRow, toStageCounts } from '../../origin/job-album.ts';
import type { JobRecord } from '../../origin/job-records.ts';
import type { CrewMember, Job } from '../api.ts';
import { listActions } from './access.ts';
import type { Action, Principal } from './principal.ts';

export type ListedJob = JobRecord & JobAlbumRow;

/** Of a job that nobody has made, photos are taken as a token says. */
export function isTakingPhotos(job: Pick<JobRecord, 'status'> | null): boolean {
  return job === null || job.status === 'open';
}

/** What may be done in a job as it is now: a closed one takes no photos. */
export function listOpenActions(actions: readonly Action[], job: Pick<JobRecord, 'status'> | null): readonly Action[] {
  return actions.filter((action) => action !== 'upload' || isTakingPhotos(job));
}

/** Without its cover's URL. Who only views gets to know nobody of the crew. */
export function toJob(principal: Principal, row: ListedJob): Job {
  const actions = listActions(principal, row.job_id, row);
  return {
    ...pickShown(row),
    photo_count: row.photo_count ?? 0,
    stages: toStageCounts(row),
    last_photo_at: row.last_photo_at ?? null,
    cover_url: null,
    ...(actions.includes('edit')
      ? {
          crew: listCrew(row),
          customer_phone: row.customer_phone,
          customer_email: row.customer_email,
          ...(row.note_count === undefined ? {} : { note_count: row.note_count }),
        }
      : {}),
    ...(actions.includes('manage') ? { customer: row.customer } : {}),
    can: listOpenActions(actions, row),
  };
}

function pickShown(row: JobRecord) {
  const { job_id, title, address, status, customer_name, scheduled_for, created_at, updated_at } = row;
  const { required_stages, revision } = row;
  return {
    ...{ job_id, title, address, status, customer_name, scheduled_for, created_at, updated_at },
    ...{ required_stages, revision },
  };
}

function listCrew({ members, member_names }: JobRecord): readonly CrewMember[] {
  const names = new Map(Object.entries(member_names));
  return members.map((subject) => ({ subject, name: names.get(subject) ?? null }));
}

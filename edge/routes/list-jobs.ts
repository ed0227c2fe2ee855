/** GET /jobs: the jobs that the caller may see, newest first. */
import { EVERY_JOB, type JobRecord } from '../../origin/records.ts';
import type { Job, JobList } from '../api.ts';
import { listActions } from '../core/access.ts';
import { type Answer, toJsonAnswer } from '../core/exchange.ts';
import type { Call } from '../router.ts';

interface Found {
  readonly jobs: readonly JobRecord[];
  readonly next: string | null;
}

export async function listJobs(call: Call): Promise<Answer> {
  const { jobs, next } = await findJobs(call);
  const visible = jobs
    .map((job) => toJob(call, job))
    .filter((job) => job.can.includes('view') || job.can.includes('upload'));
  const list: JobList = { jobs: visible, ...(next === null ? {} : { next }) };
  return toJsonAnswer(list);
}

async function findJobs({ principal, services, request }: Call): Promise<Found> {
  const { records } = services;
  const cursor = request.query.get('cursor');
  if (principal.jobs !== null) return { jobs: await readJobs(records, principal.jobs), next: null };
  const member = principal.roles.includes('dispatcher') ? EVERY_JOB : principal.subject;
  const page = await records.listJobIds(member, cursor);
  return { jobs: await readJobs(records, page.items), next: page.next };
}

async function readJobs(
  records: Call['services']['records'],
  jobIds: readonly string[],
): Promise<readonly JobRecord[]> {
  const jobs = await records.readJobs(jobIds.slice(0, 100));
  return [...jobs].sort((a, b) => (a.member_sort < b.member_sort ? 1 : -1));
}

function toJob({ principal }: Call, job: JobRecord): Job {
  const { job_id, title, address, status, created_at } = job;
  const actions = listActions(principal, job_id, job);
  const can = actions.filter((action) => action !== 'upload' || status === 'open');
  return { job_id, title, address, status, created_at, can };
}

/** GET /jobs: the jobs that the caller may see, newest first. */
import { EVERY_JOB, type JobRecord } from '../../origin/job-records.ts';
import type { Job, JobList } from '../api.ts';
import { listActions } from '../core/access.ts';
import { type EdgeResponse, toJsonResponse } from '../core/exchange.ts';
import type { RouteCall } from '../core/route.ts';
import { AppError } from '../problem.ts';

interface Found {
  readonly jobs: readonly JobRecord[];
  readonly next: string | null;
}

/** @throws {AppError} when the token's scope does not let it view anything: `access-denied` */
export async function listJobs(call: RouteCall): Promise<EdgeResponse> {
  const { scope } = call.principal;
  if (scope !== null && !scope.includes('view')) throw new AppError('access-denied');
  const { jobs, next } = await findJobs(call);
  const visible = jobs.map((job) => toJob(call, job)).filter((job) => job.can.includes('view'));
  const list: JobList = { jobs: visible, ...(next === null ? {} : { next }) };
  return toJsonResponse(list);
}

async function findJobs({ principal, services, request }: RouteCall): Promise<Found> {
  if (principal.jobs !== null) return { jobs: sortByAge(await services.jobs.readJobs(principal.jobs)), next: null };
  const member = principal.roles.includes('dispatcher') ? EVERY_JOB : principal.subject;
  const page = await services.jobs.listJobIds(member, request.query.get('cursor'));
  return { jobs: sortByAge(await services.jobs.readJobs(page.items)), next: page.next };
}

function sortByAge(jobs: readonly JobRecord[]): readonly JobRecord[] {
  return [...jobs].sort((a, b) => (a.member_sort < b.member_sort ? 1 : -1));
}

function toJob({ principal }: RouteCall, job: JobRecord): Job {
  const { job_id, title, address, status, created_at } = job;
  const actions = listActions(principal, job_id, job);
  const can = actions.filter((action) => action !== 'upload' || status === 'open');
  return { job_id, title, address, status, created_at, can };
}

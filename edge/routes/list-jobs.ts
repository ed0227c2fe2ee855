/** GET /jobs: the jobs that the caller may see, in one of three orders, or those that are searched for. */
import { createHash } from 'node:crypto';
import { EVERY_JOB } from '../../origin/job-records.ts';
import { listFinders } from '../../origin/job-words.ts';
import type { Job, JobList } from '../api.ts';
import { isUnchanged } from '../core/album-page.ts';
import { type EdgeResponse, readHeader, toJsonResponse } from '../core/exchange.ts';
import { isScheduledIn, type JobQuery, parseJobListQuery } from '../core/job-query.ts';
import { type ListedJob, toJob } from '../core/job-row.ts';
import type { CursorPage } from '../core/ports.ts';
import type { RouteCall } from '../core/route.ts';
import { toRoundedExpiry } from '../core/sign-album.ts';
import { AppError } from '../problem.ts';
import { createUrlMaker } from './photo-urls.ts';
import { withGzip } from './with-gzip.ts';

const JOBS_PER_PAGE = 50;
/** Small enough for 20 KB without gzip. */
const FOUND_PER_PAGE = 20;
/**
 * Each job's image wants a signature of its own, 0.3 ms and 0.7 KB, of which gzip leaves 0.25: a whole page for the office. A crew's phone
 * pays for each byte: as many as its first screens show.
 */
const MAX_COVERS = { everyJob: JOBS_PER_PAGE, own: 12 } as const;
/** What is found has covers as far as they fit, without gzip as well. */
const MAX_FOUND_BYTES = 20_000;

/**
 * @throws {AppError} when the token's scope does not let it view anything, or somebody else's jobs are asked for:
 * `access-denied`
 */
export async function listJobs(call: RouteCall): Promise<EdgeResponse> {
  const { request, principal, now } = call;
  if (principal.scope !== null && !principal.scope.includes('view')) throw new AppError('access-denied');
  const query = parseJobListQuery(request.query);
  const { items, next } = await findRows(call, query);
  const visible = items
    .map((row) => ({ row, job: toJob(principal, row) }))
    .filter(({ row, job }) => job.can.includes('view') && (query.status === null || row.status === query.status))
    .filter(({ row }) => isScheduledIn(query.scheduled, row.scheduled_for));
  const content = JSON.stringify([visible.map(({ row, job }) => [job, row.cover]), next, toRoundedExpiry(now)]);
  const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
  if (isUnchanged(readHeader(request, 'if-none-match'), etag)) {
    return { ...toJsonResponse(null, { etag }), status: 304, body: '' };
  }
  const most = principal.roles.includes('dispatcher') ? MAX_COVERS.everyJob : MAX_COVERS.own;
  const covered = await addCovers(call, visible, most);
  const jobs = query.words.length === 0 ? covered : fitCovers(covered);
  const list: JobList = { jobs, ...(next === null ? {} : { next }) };
  return withGzip(request, toJsonResponse(list, { etag }));
}

/** Leaves off the last covers that would make the response too long. */
function fitCovers(jobs: readonly Job[]): readonly Job[] {
  const bare = jobs.map((job) => ({ ...job, cover_url: null }));
  let room = MAX_FOUND_BYTES - Buffer.byteLength(JSON.stringify(bare)) - MAX_CURSOR_BYTES;
  return jobs.map((job) => {
    room -= job.cover_url?.length ?? 0;
    return room < 0 ? { ...job, cover_url: null } : job;
  });
}

/** A cursor, and what stands around the jobs. */
const MAX_CURSOR_BYTES = 200;

async function findRows(call: RouteCall, query: JobQuery): Promise<CursorPage<ListedJob>> {
  const { principal, services } = call;
  if (query.jobId !== null) return { items: await services.jobs.readJobs([query.jobId]), next: null };
  if (principal.jobs !== null) {
    return { items: chooseNamed(await services.jobs.readJobs(principal.jobs), query), next: null };
  }
  const member = toMember(call, query);
  if (member === null) return { items: [], next: null };
  const { words, sort, status, scheduled, cursor } = query;
  const page =
    words.length > 0
      ? await services.jobLists.findJobs({ member, words, cursor, limit: FOUND_PER_PAGE })
      : await services.jobLists.listJobs({ member, sort, status, scheduled, cursor, limit: JOBS_PER_PAGE });
  const rows = new Map((await services.jobs.readJobs(page.items)).map((row) => [row.job_id, row]));
  return { items: page.items.flatMap((jobId) => rows.get(jobId) ?? []), next: page.next };
}

/** Whose jobs are looked through; null: nobody's. */
function toMember({ principal }: RouteCall, { member }: JobQuery): string | null {
  const isDispatcher = principal.roles.includes('dispatcher');
  if (member !== null && !isDispatcher && member !== principal.subject) throw new AppError('access-denied');
  if (member !== null) return member === EVERY_JOB && !isDispatcher ? null : member;
  if (isDispatcher) return EVERY_JOB;
  return principal.subject === EVERY_JOB ? null : principal.subject;
}

const TIME_OF = {
  created: ({ created_at }: ListedJob) => created_at,
  activity: ({ last_photo_at, created_at }: ListedJob) => last_photo_at ?? created_at,
  scheduled: ({ scheduled_for }: ListedJob) => scheduled_for ?? '',
} as const;

/** The jobs that a token names are few, and are in no index of their own. */
function chooseNamed(jobs: readonly ListedJob[], { words, sort, member, scheduled }: JobQuery): readonly ListedJob[] {
  const timeOf = TIME_OF[scheduled === null ? sort : 'scheduled'];
  const first = scheduled === null ? 1 : -1;
  return jobs
    .filter((job) => member === null || [...job.members, job.customer].includes(member))
    .filter((job) =>
      words.every((word) =>
        listFinders(job)
          .get(EVERY_JOB)
          ?.some((own) => own.startsWith(word)),
      ),
    )
    .filter((job) => sort !== 'scheduled' || job.scheduled_for !== null)
    .sort((a, b) => (timeOf(a) < timeOf(b) ? first : -first));
}

interface VisibleJob {
  readonly row: ListedJob;
  readonly job: Job;
}

/** Each signature opens the derived images of one job, and of no other. */
async function addCovers(call: RouteCall, visible: readonly VisibleJob[], most: number): Promise<readonly Job[]> {
  const shown = new Set(visible.filter(({ row }) => row.cover !== undefined).slice(0, most));
  return Promise.all(
    visible.map(async (each) => {
      const { row, job } = each;
      if (!shown.has(each) || row.cover === undefined) return job;
      const { toUrl } = await createUrlMaker(call, row.job_id, 'derived');
      return { ...job, cover_url: await toUrl(row.cover) };
    }),
  );
}

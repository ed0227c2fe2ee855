/** POST and PATCH /jobs: a dispatcher makes and changes jobs. Written as an operator's command writes them (origin/stored-job.ts). */
import type { AuditRecord } from '../../origin/audit-log.ts';
import { toStageCounts } from '../../origin/job-album.ts';
import { completeJob, type JobFile, toJobRows } from '../../origin/job-file.ts';
import {
  currentJob,
  JobContentionError,
  readStoredJob,
  type StoredJob,
  settleJob,
  storeJob,
} from '../../origin/stored-job.ts';
import { mayMakeJob } from '../core/access.ts';
import { type AuditedAction, toAuditEntry } from '../core/audit.ts';
import { type EdgeResponse, parseJsonBody, readHeader, toJsonResponse } from '../core/exchange.ts';
import { type ListedJob, toJob } from '../core/job-row.ts';
import { parseJobQuery } from '../core/parse-captures.ts';
import { parseRevision } from '../core/parse-edit.ts';
import { type AskedChange, hashDraft, parseJobChange, parseNewJob } from '../core/parse-job-facts.ts';
import type { RouteCall } from '../core/route.ts';
import { AppError } from '../problem.ts';
import { admit } from './admit.ts';

/** Of a write, when another was quicker: what stands then is looked at anew. */
const MAX_TRIES = 4;
const MAX_DETAIL_LENGTH = 500;

/**
 * Makes a job. The same request again, because its response was lost, finds it made.
 * @throws {AppError} when another job has that id: `job-exists`
 */
export async function addJob(call: RouteCall): Promise<EdgeResponse> {
  const asked = parseNewJob(parseJsonBody(call.request));
  const jobId = asked.job_id;
  if (!mayMakeJob(call.principal, jobId)) await admit(call, jobId, 'manage');
  const draft = { ...asked, made_of: hashDraft(asked) };
  return untilWritten(call, jobId, async (before) => {
    const standing = currentJob(before);
    if (standing !== null && standing.made_of !== draft.made_of) throw new AppError('job-exists');
    if (standing !== null) {
      await settleJob(call.services.jobStore, jobId, before);
      return toJobResponse(call, standing, before);
    }
    const job = completeJob(draft, null, call.now.toISOString());
    const detail = { title: job.title, ...toCrewDetail({ members: [], member_names: {} }, job) };
    const entry = toEntry(call, job, { action: 'job-made', detail });
    const isWritten = await storeJob(call.services.jobStore, job, { before, entry });
    return isWritten ? { ...toJobResponse(call, job, before), status: 201 } : null;
  });
}

/**
 * Changes a job, at the revision that `If-Match` names. Sent again after its response was lost, the same change is found done.
 * @throws {AppError} when somebody was quicker (`edited-meanwhile`, with the job as it is now), or it is closed though a stage is
 * missing, and nobody says why (`stages-missing`)
 */
export async function changeJob(call: RouteCall): Promise<EdgeResponse> {
  const jobId = parseJobQuery(call.request.query);
  await admit(call, jobId, 'manage');
  const revision = parseRevision(readHeader(call.request, 'if-match'));
  const asked = parseJobChange(jobId, parseJsonBody(call.request));
  return untilWritten(call, jobId, async (before) => {
    const standing = currentJob(before);
    if (standing === null) throw new AppError('not-found');
    const job = completeJob(asked.draft, standing, call.now.toISOString());
    const changesNothing = job.revision === standing.revision;
    if (changesNothing && (standing.revision === revision || standing.revision === revision + 1)) {
      await settleJob(call.services.jobStore, jobId, before);
      return toJobResponse(call, standing, before);
    }
    if (standing.revision !== revision) {
      throw new AppError('edited-meanwhile', { current: toShown(call, standing, before) });
    }
    const missing = listMissing(job, standing, before);
    if (missing.length > 0 && asked.reason === null) {
      const detail = `Say why it is closed without a photo of: ${missing.join(', ')}.`;
      throw new AppError('stages-missing', { errors: [{ pointer: '/reason', detail }] });
    }
    const detail = toChangeDetail(job, { standing, asked, missing });
    const entry = toEntry(call, job, { action: 'job-changed', detail });
    const isWritten = await storeJob(call.services.jobStore, job, { before, entry });
    return isWritten ? toJobResponse(call, job, before) : null;
  });
}

/** Reads the job and does what is to be done, again while others are quicker. */
async function untilWritten(
  { services }: RouteCall,
  jobId: string,
  write: (before: StoredJob) => Promise<EdgeResponse | null>,
): Promise<EdgeResponse> {
  try {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const response = await write(await readStoredJob(services.jobStore, jobId));
      if (response !== null) return response;
    }
  } catch (error) {
    if (!(error instanceof JobContentionError)) throw error;
    throw new AppError('unavailable', { retryAfterSeconds: 2, cause: error });
  }
  throw new AppError('unavailable', { retryAfterSeconds: 2 });
}

/** Required stages that no photo shows, of a job that is being closed. */
function listMissing(job: JobFile, standing: JobFile, { rows }: StoredJob): readonly string[] {
  if (job.status !== 'closed' || standing.status === 'closed') return [];
  const counts = toStageCounts(rows.row ?? {});
  return job.required_stages.filter((stage) => counts[stage] === 0);
}

type Detail = AuditRecord['detail'];

interface JobChangeContext {
  readonly standing: JobFile;
  readonly asked: AskedChange;
  readonly missing: readonly string[];
}

/** What has changed, without how a customer is reached: nothing is ever taken out of the log. */
function toChangeDetail(job: JobFile, { standing, asked, missing }: JobChangeContext): Detail {
  const changed = Object.keys(asked.draft).filter(
    (name) => JSON.stringify(Reflect.get(job, name)) !== JSON.stringify(Reflect.get(standing, name)),
  );
  return {
    revision: job.revision,
    changed: changed.filter((name) => name !== 'member_names' || !changed.includes('members')).join(' '),
    ...(changed.includes('title') ? { title: job.title } : {}),
    ...(changed.includes('status') ? { status: job.status } : {}),
    ...toCrewDetail(standing, job),
    ...(missing.length > 0 ? { missing: missing.join(' ') } : {}),
    ...(asked.reason === null ? {} : { reason: asked.reason }),
  };
}

type Crew = Pick<JobFile, 'members' | 'member_names'>;

function toCrewDetail(before: Crew, { members, member_names }: Crew): Detail {
  const names = new Map(Object.entries({ ...before.member_names, ...member_names }));
  const tell = (subjects: readonly string[]) =>
    subjects
      .map((subject) => names.get(subject) ?? subject)
      .join(', ')
      .slice(0, MAX_DETAIL_LENGTH)
      .toWellFormed();
  const joined = members.filter((subject) => !before.members.includes(subject));
  const left = before.members.filter((subject) => !members.includes(subject));
  return {
    ...(joined.length > 0 ? { joined: tell(joined) } : {}),
    ...(left.length > 0 ? { left: tell(left) } : {}),
  };
}

function toEntry(
  { principal, request, now }: RouteCall,
  job: JobFile,
  { action, detail }: { readonly action: AuditedAction['action']; readonly detail: Detail },
): AuditRecord {
  // One request makes a revision once, however often it is tried.
  const cause = [request.requestId, job.job_id, String(job.revision)];
  return toAuditEntry({ action, jobId: job.job_id, actor: principal, detail, cause }, request, now).record;
}

function toJobResponse(call: RouteCall, job: JobFile, before: StoredJob): EdgeResponse {
  return toJsonResponse(toShown(call, job, before), { etag: `"${job.revision}"` });
}

function toShown({ principal }: RouteCall, job: JobFile, { rows }: StoredJob) {
  return toJob(principal, { ...rows.row, ...toJobRows(job).job } as ListedJob);
}

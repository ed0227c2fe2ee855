/** Lets a principal into a job, or refuses and records the refusal in the job's audit log. */
import type { JobRecord } from '../../origin/records.ts';
import { isSettledByToken, listActions } from '../core/access.ts';
import { type AuditedAction, toAuditEntry } from '../core/audit.ts';
import { isTakingPhotos } from '../core/job-row.ts';
import type { JobRow } from '../core/ports.ts';
import type { Action } from '../core/principal.ts';
import type { RouteCall } from '../core/route.ts';
import { AppError, type ProblemCode } from '../problem.ts';

export interface Admission {
  readonly actions: readonly Action[];
  /** The job's row. Where the token settled the access it is only asked for here. */
  readRow(): Promise<JobRow>;
  /** The job's record; null where there is none. */
  readJob(): Promise<JobRecord | null>;
}

/** @throws {AppError} when the job is not theirs, or does not exist: the same `access-denied` */
export async function admit(call: RouteCall, jobId: string, action: Action): Promise<Admission> {
  const { principal, services } = call;
  const row = isSettledByToken(principal) ? null : await services.jobs.readRow(jobId);
  const job = row?.job ?? null;
  const actions = listActions(principal, jobId, job);
  if (!actions.includes(action)) await refuseEntry(call, jobId, { job, action });
  const readRow = async () => row ?? services.jobs.readRow(jobId);
  return { actions, readRow, readJob: async () => (await readRow()).job };
}

interface RefusedEntry {
  readonly job: JobRecord | null;
  readonly action: Action;
}

/**
 * Refuses a job, in its audit log where there is such a job: an invented one has no log that anybody reads, and is counted in
 * the request log only.
 * @throws {AppError} when called: `access-denied`
 */
async function refuseEntry(call: RouteCall, jobId: string, { job, action }: RefusedEntry): Promise<never> {
  const code = 'access-denied';
  // A refusal stands even where the job can't be looked up.
  const isKnown = job !== null || (isSettledByToken(call.principal) && (await isJob(call, jobId).catch(() => false)));
  if (isKnown) return deny(call, jobId, { code, action });
  throw new AppError(code);
}

async function isJob({ services }: RouteCall, jobId: string): Promise<boolean> {
  return (await services.jobs.readRow(jobId)).job !== null;
}

/** @throws {AppError} when the job takes no photos now: `job-closed` */
export async function admitPhotos(call: RouteCall, jobId: string, job: JobRecord | null): Promise<void> {
  if (!isTakingPhotos(job)) await deny(call, jobId, { code: 'job-closed', action: 'upload' });
}

/**
 * Refuses what somebody may not do in a job into which they are let.
 * @throws {AppError} when called: `access-denied`
 */
export async function denyAction(call: RouteCall, jobId: string, action: Action): Promise<never> {
  return deny(call, jobId, { code: 'access-denied', action });
}

interface Denial {
  readonly code: ProblemCode;
  readonly action: Action;
}

/**
 * Refuses, once that is in the audit log.
 * @throws {AppError} when called: `code`
 */
async function deny(call: RouteCall, jobId: string, { code, action }: Denial): Promise<never> {
  const audited: AuditedAction = { action: 'denied', jobId, actor: call.principal, detail: { code, action } };
  // A refusal stands even where the audit log can't be written.
  await recordAudit(call, audited).catch(() => undefined);
  throw new AppError(code);
}

/** Writes an action into the job's audit log, within the bounds of the budget. */
export async function recordAudit({ services, request, now }: RouteCall, audited: AuditedAction): Promise<void> {
  const entry = toAuditEntry(audited, request, now);
  if (!services.auditBudget.take(entry, now.getTime())) return;
  const { record, window } = entry;
  const { auditLog } = services;
  await (window ? auditLog.appendFirst(record, window) : auditLog.append(record)).catch((error: unknown) => {
    services.auditBudget.forget(entry);
    throw error;
  });
}

/** Lets a principal into a job, or refuses and leaves a trace of the refusal in the job's audit trail. */
import type { JobRecord } from '../../origin/records.ts';
import { isSettledByToken, listActions } from '../core/access.ts';
import { type Deed, toAuditRecord } from '../core/audit.ts';
import type { Action } from '../core/principal.ts';
import { AppError, type ProblemCode } from '../problem.ts';
import type { Call } from '../router.ts';

export interface Admission {
  readonly actions: readonly Action[];
  /** The job's record. Where the token settled the access it is only asked for here; null where there is none. */
  readJob(): Promise<JobRecord | null>;
}

/** @throws AppError `access-denied`, the same for a job of somebody else and one that does not exist */
export async function admit(call: Call, jobId: string, action: Action): Promise<Admission> {
  const { principal, services } = call;
  const job = isSettledByToken(principal) ? null : await services.jobs.readJob(jobId);
  const actions = listActions(principal, jobId, job);
  if (!actions.includes(action)) await deny(call, jobId, 'access-denied', action);
  return {
    actions,
    readJob: async () => job ?? (isSettledByToken(principal) ? services.jobs.readJob(jobId) : null),
  };
}

/** Refuses, once it is in the trail. @throws AppError */
export async function deny(call: Call, jobId: string, code: ProblemCode, action: Action): Promise<never> {
  const deed: Deed = { action: 'denied', jobId, actor: call.principal, detail: { code, action } };
  // A refusal stands even where the trail can't be written.
  await record(call, deed).catch(() => undefined);
  throw new AppError(code);
}

/** Writes a deed into the job's trail, within the bounds of the budget. */
export async function record({ services, request, now }: Call, deed: Deed): Promise<void> {
  const entry = toAuditRecord(deed, request, now);
  if (!services.auditBudget.take(entry, now.getTime())) return;
  await services.trail.append(entry).catch((error: unknown) => {
    services.auditBudget.forget(entry);
    throw error;
  });
}

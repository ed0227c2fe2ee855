/** What a principal may do in a job. One table, and one rule for whose job it is. */
import type { JobRecord } from '../../origin/records.ts';
import { ACTIONS, type Action, type Principal, type Role } from './principal.ts';

const ACTIONS_OF: Readonly<Record<Role, readonly Action[]>> = {
  dispatcher: ACTIONS,
  worker: ['view', 'upload', 'edit', 'share'],
  customer: ['view', 'upload'],
};

/** Tells whether the token alone decides, so that no job’s record need be read first. */
export function isSettledByToken(principal: Principal): boolean {
  return principal.jobs !== null;
}

/**
 * Lists what the principal may do in a job. A job that does not exist and one that is somebody else's both give
 * nothing, so no caller can tell them apart.
 * @param job null where there is no record, or where the token decides alone
 */
export function listActions(principal: Principal, jobId: string, job: JobRecord | null): readonly Action[] {
  const roles = principal.roles.filter((role) => holdsInJob(role, { principal, jobId, job }));
  const actions = roles.flatMap((role) =>
    role === 'customer' && principal.customersOnlyView ? (['view'] as const) : ACTIONS_OF[role],
  );
  return ACTIONS.filter(
    (action) => actions.includes(action) && (principal.scope === null || principal.scope.includes(action)),
  );
}

/** Tells whether the principal may make jobs, of any id. */
export function mayMakeJobs({ roles, jobs, scope }: Principal): boolean {
  return jobs === null && roles.includes('dispatcher') && (scope === null || scope.includes('manage'));
}

/** Tells whether the principal may make a job of that id: whoever could change it once it is there, being nobody in it. */
export function mayMakeJob(principal: Principal, jobId: string): boolean {
  return mayMakeJobs(principal.jobs?.includes(jobId) ? { ...principal, jobs: null } : principal);
}

interface JobMembership {
  readonly principal: Principal;
  readonly jobId: string;
  readonly job: JobRecord | null;
}

function holdsInJob(role: Role, { principal, jobId, job }: JobMembership): boolean {
  if (principal.jobs !== null) return principal.jobs.includes(jobId);
  if (job === null) return false;
  if (role === 'worker') return job.members.includes(principal.subject);
  if (role === 'customer') return job.customer === principal.subject;
  return true;
}

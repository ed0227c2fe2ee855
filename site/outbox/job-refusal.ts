/** What is refused because of the job, and not because of the photo: it can go once its owner may upload there. */
import type { StuckCode } from './entry.ts';

/** Over as soon as the job's album is shown again. */
export const NOT_A_MEMBER: readonly StuckCode[] = ['access-denied', 'not-found'];

export const JOB_REFUSALS: readonly StuckCode[] = [...NOT_A_MEMBER, 'job-closed'];

export function isRefusedByJob(problem: StuckCode | null): boolean {
  return problem !== null && JOB_REFUSALS.includes(problem);
}

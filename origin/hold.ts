/**
 * A hold: a job whose photos stay, whatever the rule of retention says. It is an object of the uploads bucket, so that it outlives
 * the table; neither events nor viewers come near it.
 */
export const HOLDS_PREFIX = 'records/holds/';

export interface Hold {
  /** ISO 8601, UTC. */
  readonly since: string;
  readonly reason: string;
}

export function formatHoldKey(jobId: string): string {
  return `${HOLDS_PREFIX}${jobId}.json`;
}

/** The keys that every row has, and those of a job's own. */

export interface RecordKey {
  readonly pk: string;
  readonly sk: string;
}

export function formatJobKey(jobId: string): RecordKey {
  return { pk: `JOB#${jobId}`, sk: 'JOB' };
}

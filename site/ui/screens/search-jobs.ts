/** Finds jobs by what the user typed, whatever its case and accents. */
import type { Job } from '../../../edge/api.ts';

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** The jobs whose title, address or id contain every word of `query`, in the given order. */
export function searchJobs(jobs: readonly Job[], query: string): readonly Job[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return jobs;
  return jobs.filter((job) => {
    const text = fold(`${job.title} ${job.address} ${job.job_id}`);
    return words.every((word) => text.includes(word));
  });
}

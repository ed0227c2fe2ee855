/** Finds jobs among those that are loaded by what the user typed, as the edge does: by any word's beginning, without accents. */
import type { Job } from '../../../edge/api.ts';
import { toPersonName } from '../parts/person-name.ts';

function listWords(text: string): readonly string[] {
  const folded = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return folded.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** The jobs that have, for each word of `query`, a word that begins so, in the given order. */
export function searchJobs(jobs: readonly Job[], query: string): readonly Job[] {
  const asked = listWords(query);
  if (asked.length === 0) return jobs;
  return jobs.filter(({ title, address, job_id, customer_name, crew = [] }) => {
    const words = listWords([title, address, job_id, customer_name ?? '', ...crew.map(toPersonName)].join(' '));
    return asked.every((word) => words.some((own) => own.startsWith(word)));
  });
}

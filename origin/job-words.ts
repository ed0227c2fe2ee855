/**
 * Search by any word's beginning, within what somebody may see. Each word of a job is a row in the partition of everybody who
 * may find it by that word, so a search reads nothing but jobs of who searches:
 *
 * | pk            | sk            | what                                                                             |
 * |---------------|---------------|----------------------------------------------------------------------------------|
 * | WORD#who      | word#job_id   | WordRecord: `words` has all words of the job, so that one row answers several    |
 * | JOB#job_id    | WORDS#who     | WordsRecord: which rows stand, so that they can be taken away whatever broke off |
 *
 * `who` is a subject, or `*` for those who see every job. A customer finds a job by none of its crew.
 */
import { EVERY_JOB, type JobRecord } from './job-records.ts';
import { formatJobKey, type RecordKey } from './record-key.ts';

export interface WordRecord extends RecordKey {
  readonly job_id: string;
  /** All words by which `who` finds the job, a blank before and behind each. */
  readonly words: string;
}

export interface WordsRecord extends RecordKey {
  readonly words: readonly string[];
  /** False while rows may be missing. */
  readonly is_whole: boolean;
}

const MAX_WORD_LENGTH = 40;
const MAX_WORDS = 150;

/** The words of a text, in lower case and without accents, each once. */
export function listWords(...texts: readonly string[]): readonly string[] {
  const folded = texts.join(' ').normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const words = folded.match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(words.map((word) => [...word].slice(0, MAX_WORD_LENGTH).join('')))].slice(0, MAX_WORDS);
}

export type SearchedJob = Pick<
  JobRecord,
  'job_id' | 'title' | 'address' | 'members' | 'member_names' | 'customer' | 'customer_name'
>;

/** Everybody who may find a job, and by which words. */
export function listFinders(job: SearchedJob): ReadonlyMap<string, readonly string[]> {
  const { job_id, title, address, members, member_names, customer, customer_name } = job;
  const told = [job_id, title, address, customer_name ?? ''];
  const crew = members.map((subject) => member_names[subject] ?? subject);
  return new Map([
    ...(customer === null ? [] : [[customer, listWords(...told)] as const]),
    ...[EVERY_JOB, ...members].map((who) => [who, listWords(...told, ...crew)] as const),
  ]);
}

export function formatWordsKey(jobId: string, who: string): RecordKey {
  return { pk: formatJobKey(jobId).pk, sk: `WORDS#${who}` };
}

export function formatWordPartition(who: string): string {
  return `WORD#${who}`;
}

/** By which words somebody finds a job. */
export interface FindingWords {
  readonly jobId: string;
  readonly who: string;
  readonly words: readonly string[];
}

export function toWordRow({ jobId, who, words }: FindingWords, word: string): WordRecord {
  return { pk: formatWordPartition(who), sk: `${word}#${jobId}`, job_id: jobId, words: joinWords(words) };
}

/** In `words` of a row, the beginning of each word stands behind a blank. */
export function toWordStart(word: string): string {
  return ` ${word}`;
}

function joinWords(words: readonly string[]): string {
  return ` ${[...words].sort().join(' ')} `;
}

/**
 * The rows that a job is made of, and how those that stand become those of the job: its own, one of each of the people in it,
 * and the words by which each finds it. What derives from photos stays as it is.
 */
import { type JobFile, toJobRows } from './job-file.ts';
import { formatMemberKey, type JobRecord, type MemberRecord } from './job-records.ts';
import { formatWordsKey, listFinders, toWordRow, type WordsRecord } from './job-words.ts';
import { formatJobKey, type RecordKey } from './record-key.ts';

export interface FoundRows {
  /** Null: nobody has made the job. */
  readonly job: JobRecord | null;
  /** The job's row as it is read, also one that only tells of its album; null: there is none. */
  readonly row: object | null;
  readonly members: readonly MemberRecord[];
  readonly words: readonly WordsRecord[];
}

/** Every row of a job that is new. */
export function listNewRows(file: JobFile): readonly RecordKey[] {
  const { job, members } = toJobRows(file);
  const words = [...listFinders(file)].flatMap(([who, list]) => [
    toWordsRow(file.job_id, who, list),
    ...list.map((word) => toWordRow({ jobId: file.job_id, who, words: list }, word)),
  ]);
  return [job, ...members, ...words];
}

export function areRowsUpToDate(file: JobFile, found: FoundRows): boolean {
  const { changed, gone } = planMembers(file, found);
  const isWhole = changed.length === 0 && gone.length === 0 && listChangedWords(file, found).length === 0;
  return isWhole && isJobRowUpToDate(file, found);
}

export function isJobRowUpToDate(file: JobFile, { job }: FoundRows): boolean {
  return isSame(toJobRows(file).job, job ?? undefined);
}

/** As UpdateItem takes it, its values plain. */
export interface JobRowUpdate {
  readonly UpdateExpression: string;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues: Readonly<Record<string, unknown>>;
}

/** Plans how the job's own row becomes that of the job; it holds only where the job is still the one that was read. */
export function planJobRow(file: JobFile, { job }: FoundRows): JobRowUpdate {
  const { pk: _pk, sk: _sk, ...wanted } = toJobRows(file).job;
  const row = { ...wanted, activity_sort: laterOf(wanted.activity_sort, job?.activity_sort) };
  const names = Object.keys(row);
  const condition = job === null ? 'job_id' : job.revision === undefined ? 'revision' : null;
  return {
    UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}${row.schedule_sort === undefined ? ' REMOVE #schedule_sort' : ''}`,
    ConditionExpression: condition === null ? '#revision = :standing' : `attribute_not_exists(#${condition})`,
    ExpressionAttributeNames: Object.fromEntries(
      [...names, ...(row.schedule_sort === undefined ? ['schedule_sort'] : [])].map((name) => [`#${name}`, name]),
    ),
    ExpressionAttributeValues: {
      ...Object.fromEntries(Object.entries(row).map(([name, value]) => [`:${name}`, value])),
      ...(condition === null ? { ':standing': job?.revision } : {}),
    },
  };
}

export type RowWrite = { readonly put: RecordKey } | { readonly remove: RecordKey };

/** The rows of people; whoever has left goes. */
export function listMemberWrites(file: JobFile, found: FoundRows): readonly RowWrite[] {
  const { changed, gone } = planMembers(file, found);
  return [...changed.map((put) => ({ put })), ...gone.map(({ pk, sk }) => ({ remove: { pk, sk } }))];
}

function planMembers(file: JobFile, { job, members }: FoundRows) {
  const wanted = toJobRows(file);
  const activity_sort = laterOf(wanted.job.activity_sort, job?.activity_sort);
  const standing = new Map(members.map((row) => [row.sk, row]));
  const rows = wanted.members.map((row) => ({ ...row, activity_sort }));
  const stays = new Set(rows.map(({ sk }) => sk));
  return {
    changed: rows.filter((row) => !isSame(row, standing.get(row.sk))),
    gone: members.filter(({ sk }) => !stays.has(sk)),
  };
}

function laterOf(one: string, other = ''): string {
  return one > other ? one : other;
}

/** Photos may have moved the row on since. */
function isSame(row: JobRecord | MemberRecord, found: JobRecord | MemberRecord | undefined): boolean {
  if (found === undefined || found.schedule_sort !== row.schedule_sort) return false;
  return Object.entries(row).every(([name, value]) => {
    const stands: unknown = Reflect.get(found, name);
    return name === 'activity_sort' ? String(stands) >= row.activity_sort : format(stands) === format(value);
  });
}

/** The writes by which one person finds a job; each list is written when the one before it is. */
export type WordWrites = readonly (readonly RowWrite[])[];

/** Whatever breaks off in between, the row of words names every row that may stand. */
export function listWordWrites(file: JobFile, found: FoundRows): readonly WordWrites[] {
  const jobId = file.job_id;
  return listChangedWords(file, found).map(({ who, before, after }) => {
    const all = [...new Set([...before, ...after])];
    const kept = new Set(after);
    const gone = before.filter((word) => !kept.has(word)).map((word) => toWordRow({ jobId, who, words: [] }, word));
    const puts = after.map((word) => ({ put: toWordRow({ jobId, who, words: after }, word) }));
    const last = after.length === 0 ? { remove: formatWordsKey(jobId, who) } : { put: toWordsRow(jobId, who, after) };
    return [
      [{ put: { ...toWordsRow(jobId, who, all), is_whole: false } }],
      [...puts, ...gone.map(({ pk, sk }) => ({ remove: { pk, sk } }))],
      [last],
    ];
  });
}

/** The words by which one person finds a job, before and after; empty: by none. */
interface WordsChange {
  readonly who: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Whoever has left goes last. */
function listChangedWords(file: JobFile, { words }: FoundRows): readonly WordsChange[] {
  const finders = listFinders(file);
  const standing = new Map(words.map((row) => [row.sk.slice(formatWordsKey('', '').sk.length), row]));
  const people = new Set([...finders.keys(), ...standing.keys()]);
  return [...people].flatMap((who) => {
    const found = standing.get(who);
    const after = finders.get(who) ?? [];
    const isWhole = found?.is_whole === true && format(found.words) === format(after);
    return isWhole ? [] : [{ who, before: found?.words ?? [], after }];
  });
}

function toWordsRow(jobId: string, who: string, words: readonly string[]): WordsRecord {
  return { ...formatWordsKey(jobId, who), words, is_whole: true };
}

/** What is read of a job: the partition and the beginnings of the sort keys of its own row, of people and of words. */
export function toRowQueries(jobId: string): {
  readonly pk: string;
  readonly starts: readonly [string, string, string];
} {
  const { pk, sk } = formatJobKey(jobId);
  return { pk, starts: [sk, formatMemberKey(jobId, '').sk, formatWordsKey(jobId, '').sk] };
}

function format(value: unknown): string {
  return JSON.stringify(value) ?? '';
}

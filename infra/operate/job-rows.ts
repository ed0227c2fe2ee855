/**
 * The rows of a job as an operator's command writes them: the job's own first, for it decides who may do what; then those of
 * the people in it, and the words by which each finds it; whoever has left goes last. What derives from photos stays as it is.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { BatchWriteCommand, type DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type JobFile, toJobRows } from '../../origin/job-file.ts';
import { formatMemberKey, type JobRecord, type MemberRecord } from '../../origin/job-records.ts';
import { formatWordsKey, listFinders, toWordRow, type WordsRecord } from '../../origin/job-words.ts';
import { formatJobKey, type RecordKey } from '../../origin/record-key.ts';

export interface RowStorage {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
}

export interface FoundRows {
  readonly job: JobRecord | null;
  readonly members: readonly MemberRecord[];
  readonly words: readonly WordsRecord[];
}

/** DynamoDB's bound on one BatchWriteItem. */
const WRITES_PER_BATCH = 25;
/** Some five seconds in all. */
const MAX_RETRIES = 10;
const FIRST_WAIT_MS = 25;
const LONGEST_WAIT_MS = 1000;

export async function readRows({ documents, table }: RowStorage, jobId: string): Promise<FoundRows> {
  const read = async (condition: string, { sk }: RecordKey) => {
    const { Items = [] } = await documents.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: `pk = :pk AND ${condition}`,
        ExpressionAttributeValues: { ':pk': formatJobKey(jobId).pk, ':sk': sk },
        ConsistentRead: true,
      }),
    );
    return Items;
  };
  const [[job], members, words] = await Promise.all([
    read('sk = :sk', formatJobKey(jobId)),
    read('begins_with(sk, :sk)', formatMemberKey(jobId, '')),
    read('begins_with(sk, :sk)', formatWordsKey(jobId, '')),
  ]);
  // The row of a job that nobody has made tells of its photos only.
  const isJob = job !== undefined && 'job_id' in job;
  return {
    job: isJob ? (job as JobRecord) : null,
    members: members as MemberRecord[],
    words: words as WordsRecord[],
  };
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
  const { changed, gone } = planRows(file, found);
  return changed.length === 0 && gone.length === 0 && listChangedWords(file, found).length === 0;
}

/** Makes the rows those of the job. */
export async function writeRows(storage: RowStorage, file: JobFile, found: FoundRows): Promise<void> {
  const { changed, gone } = planRows(file, found);
  for (const row of changed) await updateRow(storage, row);
  for (const change of listChangedWords(file, found)) await writeWords(storage, file.job_id, change);
  await writeBatches(
    storage,
    gone.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } })),
  );
}

type JobRow = JobRecord | MemberRecord;

interface RowPlan {
  readonly changed: readonly JobRow[];
  readonly gone: readonly MemberRecord[];
}

function planRows(file: JobFile, { job, members }: FoundRows): RowPlan {
  const wanted = toJobRows(file);
  const activity = [wanted.job.activity_sort, job?.activity_sort ?? ''].sort().at(-1) ?? '';
  const standing = new Map([...(job ? [job] : []), ...members].map((row): [string, JobRow] => [row.sk, row]));
  const rows = [wanted.job, ...wanted.members].map((row) => ({ ...row, activity_sort: activity }));
  const stays = new Set(wanted.members.map(({ sk }) => sk));
  return {
    changed: rows.filter((row) => !isSame(row, standing.get(row.sk))),
    gone: members.filter(({ sk }) => !stays.has(sk)),
  };
}

/** Photos may have moved the row on since. */
function isSame(row: JobRow, found: JobRow | undefined): boolean {
  if (found === undefined || found.schedule_sort !== row.schedule_sort) return false;
  return Object.entries(row).every(([name, value]) => {
    const stands: unknown = Reflect.get(found, name);
    return name === 'activity_sort' ? String(stands) >= row.activity_sort : format(stands) === format(value);
  });
}

async function updateRow({ documents, table }: RowStorage, { pk, sk, ...row }: JobRow): Promise<void> {
  const names = Object.keys(row);
  const update = () =>
    documents.send(
      new UpdateCommand({
        TableName: table,
        Key: { pk, sk },
        UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}${row.schedule_sort === undefined ? ' REMOVE schedule_sort' : ''}`,
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: Object.fromEntries(Object.entries(row).map(([name, value]) => [`:${name}`, value])),
      }),
    );
  await retryWhileBusy(update);
}

/** Each photo that arrives writes the job's row in a transaction; the client does not repeat what was in its way. */
async function retryWhileBusy(update: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await update();
      return;
    } catch (error) {
      const isBusy = error instanceof Error && error.name === 'TransactionConflictException';
      if (!isBusy || tries >= MAX_RETRIES) throw error;
      await sleep(Math.min(FIRST_WAIT_MS * 2 ** tries, LONGEST_WAIT_MS));
    }
  }
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

/** Whatever breaks off in between, the row of words names every row that may stand. */
async function writeWords(storage: RowStorage, jobId: string, { who, before, after }: WordsChange): Promise<void> {
  const all = [...new Set([...before, ...after])];
  const put = (Item: RecordKey) => ({ PutRequest: { Item } });
  await writeBatches(storage, [put({ ...toWordsRow(jobId, who, all), is_whole: false } as WordsRecord)]);
  const kept = new Set(after);
  const gone = before.filter((word) => !kept.has(word)).map((word) => toWordRow({ jobId, who, words: [] }, word));
  const puts = after.map((word) => put(toWordRow({ jobId, who, words: after }, word)));
  await writeBatches(storage, [...puts, ...gone.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } }))]);
  const { pk, sk } = formatWordsKey(jobId, who);
  const last = after.length === 0 ? { DeleteRequest: { Key: { pk, sk } } } : put(toWordsRow(jobId, who, after));
  await writeBatches(storage, [last]);
}

function toWordsRow(jobId: string, who: string, words: readonly string[]): WordsRecord {
  return { ...formatWordsKey(jobId, who), words, is_whole: true };
}

type WriteRequest =
  | { readonly PutRequest: { readonly Item: RecordKey } }
  | { readonly DeleteRequest: { readonly Key: RecordKey } };

/** Writes any number of rows; what DynamoDB leaves of a batch goes into the next. */
export async function writeBatches({ documents, table }: RowStorage, writes: readonly WriteRequest[]): Promise<void> {
  for (let rest = writes; rest.length > 0; ) {
    const batch = rest.slice(0, WRITES_PER_BATCH) as never[];
    const { UnprocessedItems } = await documents.send(new BatchWriteCommand({ RequestItems: { [table]: batch } }));
    rest = [...((UnprocessedItems?.[table] ?? []) as WriteRequest[]), ...rest.slice(WRITES_PER_BATCH)];
  }
}

function format(value: unknown): string {
  return JSON.stringify(value) ?? '';
}

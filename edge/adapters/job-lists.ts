/**
 * Ids of the jobs that somebody may see, from the indexes and the rows of words (origin/job-records.ts, origin/job-words.ts).
 * Each page is a bounded number of Queries, each of which reads a bounded number of rows, all of them of who asks: what is
 * read does not grow with the number of jobs.
 */
import { marshall } from '@aws-sdk/util-dynamodb';
import {
  ACTIVITY_INDEX,
  EVERY_JOB,
  formatMemberKey,
  JOB_INDEXES,
  MEMBER_INDEX,
  SCHEDULE_INDEX,
} from '../../origin/job-records.ts';
import { formatWordPartition, toWordStart, type WordRecord } from '../../origin/job-words.ts';
import { isJobId } from '../../origin/photo-key.ts';
import { formatJobKey } from '../../origin/records.ts';
import { refuseCursor } from '../core/job-query.ts';
import type { CursorPage, JobLists } from '../core/ports.ts';
import { type DynamodbTable, parseItem } from './dynamodb-table.ts';

const INDEX_OF = { created: MEMBER_INDEX, activity: ACTIVITY_INDEX, scheduled: SCHEDULE_INDEX } as const;
/** Rows that one Query looks at where not all of them are taken. */
const MAX_LOOKED_AT = 500;
/** Queries for one response, one after the other. */
const MAX_LOOKS = 4;

export function createJobLists(table: DynamodbTable): JobLists {
  return {
    async listJobs({ member, sort, status, scheduled, cursor, limit }) {
      const index = scheduled === null ? INDEX_OF[sort] : SCHEDULE_INDEX;
      const sortKey = JOB_INDEXES[index];
      const { items, last } = await look<{ job_id: string }>(table, {
        IndexName: index,
        KeyConditionExpression: `#member = :member${scheduled === null ? '' : ` AND ${sortKey} BETWEEN :from AND :until`}`,
        ExpressionAttributeNames: { '#member': 'member', ...(status === null ? {} : { '#status': 'status' }) },
        // What lies at a time has an id behind it, so the end itself is outside.
        ExpressionAttributeValues: marshall({
          ':member': member,
          ...(status === null ? {} : { ':status': status }),
          ...(scheduled === null ? {} : { ':from': scheduled.from, ':until': scheduled.until }),
        }),
        ...(status === null ? {} : { FilterExpression: '#status = :status' }),
        ScanIndexForward: scheduled !== null,
        Limit: status === null ? limit : MAX_LOOKED_AT,
        ...(cursor === null ? {} : { ExclusiveStartKey: toIndexKey(member, sortKey, parseCursor(cursor)) }),
      });
      return toPage(items, { limit, last, place: (row) => String(Reflect.get(row, sortKey)) });
    },

    async findJobs({ member, words, cursor, limit }) {
      const search = { table, member, words };
      if (cursor !== null) return lookOn(search, cursor, limit);
      const found = await Promise.all(words.map((word) => findFrom(search, { word, after: null }, limit)));
      // One word whose rows were all looked at has found everything.
      const page = found.find(({ next }) => next === null) ?? found.find(({ items }) => items.length > 0);
      // The longest has the fewest rows, most likely.
      const next = found[0]?.next ?? null;
      return page ?? (next === null ? NOTHING_FOUND : lookOn(search, next, limit));
    },
  };
}

const NOTHING_FOUND: CursorPage<string> = { items: [], next: null };

/** Goes on with one word while nothing is found: for a phone, each time that it must ask again is a trip. */
async function lookOn(search: Search, cursor: string, limit: number): Promise<CursorPage<string>> {
  let page: CursorPage<string> = { items: [], next: cursor };
  for (let looks = 0; looks < MAX_LOOKS && page.items.length === 0 && page.next !== null; looks += 1) {
    page = await findFrom(search, parseWordCursor(page.next, search.words), limit);
  }
  return page;
}

interface Search {
  readonly table: DynamodbTable;
  readonly member: string;
  readonly words: readonly string[];
}

/** A word whose rows are looked at, and the sort key of the last of them that was. */
interface Place {
  readonly word: string;
  readonly after: string | null;
}

async function findFrom({ table, member, words }: Search, { word, after }: Place, limit: number) {
  const pk = formatWordPartition(member);
  const others = words.filter((other) => other !== word);
  const { items, last } = await look<WordRecord>(table, {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :word)',
    ExpressionAttributeNames: others.length === 0 ? undefined : { '#words': 'words' },
    ExpressionAttributeValues: marshall({
      ':pk': pk,
      ':word': word,
      ...Object.fromEntries(others.map((other, index) => [`:other${index}`, toWordStart(other)])),
    }),
    FilterExpression: others.map((_, index) => `contains(#words, :other${index})`).join(' AND ') || undefined,
    Limit: MAX_LOOKED_AT,
    ...(after === null ? {} : { ExclusiveStartKey: marshall({ pk, sk: after }) }),
  });
  // A job with several words that begin so has a row for each of them: the first one stands for it.
  const first = items.filter(({ sk, words: all }) => all.indexOf(toWordStart(word)) === all.indexOf(` ${toWord(sk)} `));
  return toPage(first, { limit, last, place: ({ sk }) => `${word} ${sk}` });
}

function toWord(sk: string): string {
  return sk.slice(0, sk.lastIndexOf('#'));
}

interface Looked<Row> {
  readonly items: readonly Row[];
  /** The key after which there may be more; null: nothing is left. */
  readonly last: Row | null;
}

async function look<Row>(table: DynamodbTable, query: Readonly<Record<string, unknown>>): Promise<Looked<Row>> {
  const { Items, LastEvaluatedKey } = await table.call('Query', query);
  const items = Array.isArray(Items) ? Items.flatMap((item) => parseItem<Row>(item) ?? []) : [];
  return { items, last: parseItem<Row>(LastEvaluatedKey) };
}

interface PageMaking<Row> {
  readonly limit: number;
  readonly last: Row | null;
  place(row: Row): string;
}

function toPage<Row extends { readonly job_id: string }>(
  found: readonly Row[],
  { limit, last, place }: PageMaking<Row>,
): CursorPage<string> {
  const taken = found.slice(0, limit);
  const end = found.length > limit ? taken.at(-1) : last;
  return {
    items: taken.map(({ job_id }) => job_id),
    next: end ? Buffer.from(place(end)).toString('base64url') : null,
  };
}

/** The place of a row in its index: a time, then the job's id. */
function parseCursor(cursor: string): string {
  const place = Buffer.from(cursor, 'base64url').toString();
  const [time = '', jobId = '', ...rest] = place.split('#');
  if (/^\d{4}-[\dT:.-]+Z$/.test(time) && isJobId(jobId) && rest.length === 0) return place;
  throw refuseCursor();
}

function parseWordCursor(cursor: string, words: readonly string[]): Place {
  const [word = '', after = ''] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (words.includes(word) && after.startsWith(word) && isJobId(after.slice(toWord(after).length + 1))) {
    return { word, after };
  }
  throw refuseCursor();
}

/** Every row of the index in the caller's own partition, so a made-up cursor begins elsewhere in what they may see anyway. */
function toIndexKey(member: string, sortKey: string, place: string) {
  const jobId = place.slice(place.indexOf('#') + 1);
  const key = member === EVERY_JOB ? formatJobKey(jobId) : formatMemberKey(jobId, member);
  return marshall({ ...key, member, [sortKey]: place });
}

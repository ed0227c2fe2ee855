/**
 * What requests cost at the edge. Counts what is asked of each store and how much it gives, and the processor time of this process
 * alone. What is held against each other is measured by turns: whatever else the machine does meets all of it alike.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { CloudFrontResult } from '../../../edge/adapters/cloudfront-event.ts';
import type { Album, JobList } from '../../../edge/api.ts';
import type { LocalRun } from '../../support/start-local-run.ts';
import { type AskEdge, createAsker } from './edge-asker.ts';

export interface EdgeCost {
  /** Of the table and the audit log; other stores are not asked by a request that is warm. */
  readonly calls: number;
  readonly bytesRead: number;
  /** Median of rounds, of one request; of all pages the sum. */
  readonly cpuMs: number;
  /** Photos or jobs in the response. */
  readonly items: number;
}

const ALBUM_REQUESTS = ['album, first page', 'album, next page', 'album, 304', 'album, all pages'] as const;
const JOB_REQUESTS = ['jobs, first page', 'jobs, next page', 'jobs, 304', 'jobs, search'] as const;
export const MEASURED_REQUESTS = [...ALBUM_REQUESTS, ...JOB_REQUESTS] as const;

/** Null: there is no next page. */
type Costs<Request extends string> = Readonly<Record<Request, EdgeCost | null>>;
export type AlbumCosts = Costs<(typeof ALBUM_REQUESTS)[number]>;
export type JobCosts = Costs<(typeof JOB_REQUESTS)[number]>;

const ROUNDS = 7;
const REQUESTS_PER_ROUND = 10;

export async function measureJobs(run: LocalRun): Promise<JobCosts> {
  const ask = await createAsker(run);
  const jobs = await ask('/jobs');
  const { next } = readBody<JobList>(jobs);
  const [first = null, unchanged = null, search = null, more = null] = await measureByTurns([
    () => ask('/jobs'),
    () => ask('/jobs', readETag(jobs)),
    () => ask('/jobs?q=cafe'),
    ...(next === undefined ? [] : [() => ask(`/jobs?cursor=${next}`)]),
  ]);
  return { 'jobs, first page': first, 'jobs, next page': more, 'jobs, 304': unchanged, 'jobs, search': search };
}

/** In the order of the albums. */
export async function measureAlbums(run: LocalRun, jobIds: readonly string[]): Promise<readonly AlbumCosts[]> {
  const ask = await createAsker(run);
  const paths = jobIds.map((jobId) => `/photos?job_id=${jobId}`);
  const pages = await Promise.all(paths.map((path) => ask(path)));
  const nextOf = pages.map((page, index) => {
    const { next } = readBody<Album>(page);
    return next === undefined ? null : `${paths[index]}&cursor=${next}`;
  });
  const first = await measureByTurns(paths.map((path) => () => ask(path)));
  const unchanged = await measureByTurns(paths.map((path, index) => () => ask(path, readETag(pages[index]))));
  const more = await measureByTurns(nextOf.flatMap((path) => (path === null ? [] : [() => ask(path)])));
  const all = await measureByTurns(
    paths.map((path) => () => askAll(ask, path)),
    1,
  );
  const rest = more.values();
  return jobIds.map((_, index) => ({
    'album, first page': first[index] ?? null,
    'album, next page': nextOf[index] === null ? null : (rest.next().value ?? null),
    'album, 304': unchanged[index] ?? null,
    'album, all pages': all[index] ?? null,
  }));
}

/** Gives how many photos there are on all pages. */
async function askAll(ask: AskEdge, path: string): Promise<number> {
  let items = 0;
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const page: Album = readBody<Album>(await ask(cursor === '' ? path : `${path}&cursor=${cursor}`));
    items += page.photos.length;
    cursor = page.next;
  }
  return items;
}

type Asking = () => Promise<CloudFrontResult | number>;

async function measureByTurns(asks: readonly Asking[], requests = REQUESTS_PER_ROUND): Promise<readonly EdgeCost[]> {
  const costs = asks.map(() => ({ times: [] as number[], calls: 0, bytesRead: 0, items: 0 }));
  for (const ask of asks) await ask();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, ask] of asks.entries()) {
      const cost = costs[index];
      const store = watchStores();
      const before = process.cpuUsage();
      let last: CloudFrontResult | number = 0;
      for (let count = 0; count < requests; count += 1) last = await ask();
      cost?.times.push(toMs(process.cpuUsage(before)) / requests);
      const { calls, bytesRead } = store.stop();
      Object.assign(cost ?? {}, { calls: calls / requests, bytesRead: bytesRead / requests, items: countItems(last) });
    }
  }
  return costs.map(({ times, ...cost }) => ({ ...cost, cpuMs: median(times) }));
}

/** Of all responses that come from now on. */
function watchStores() {
  const read = { calls: 0, bytesRead: 0 };
  const onResponse = (message: unknown) => {
    const { response } = message as { response: IncomingMessage };
    read.calls += 1;
    read.bytesRead += Number(response.headers['content-length'] ?? 0);
  };
  subscribe('http.client.response.finish', onResponse);
  return {
    stop: () => {
      unsubscribe('http.client.response.finish', onResponse);
      return read;
    },
  };
}

function countItems(response: CloudFrontResult | number): number {
  if (typeof response === 'number') return response;
  if (response.status === '304') return 0;
  const body = readBody<Partial<Album & JobList>>(response);
  return (body.photos ?? body.jobs ?? []).length;
}

function readBody<T>({ body = '', bodyEncoding }: CloudFrontResult): T {
  return JSON.parse(bodyEncoding === 'base64' ? gunzipSync(Buffer.from(body, 'base64')).toString() : body) as T;
}

function readETag(response: CloudFrontResult | undefined): string {
  return response?.headers?.etag?.[0]?.value ?? '';
}

function toMs({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

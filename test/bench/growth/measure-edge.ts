/**
 * What requests cost at the edge: its own code in this process, before the stores of a local run in another. Counts what is asked
 * of each store and how much it gives, and the processor time of this process alone.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { CloudFrontResult } from '../../../edge/adapters/cloudfront-event.ts';
import type { Album, JobList } from '../../../edge/api.ts';
import type { EdgeConfig } from '../../../edge/config.ts';
import { createHandler, type Handler } from '../../../edge/create-handler.ts';
import { JOBS_ROUTES } from '../../../edge/jobs.ts';
import { PHOTOS_ROUTES } from '../../../edge/photos.ts';
import { AUDIENCE } from '../../../infra/local/identity/token-shapes.ts';
import { TOKEN_POLICY } from '../../edge/issuer.ts';
import { toEvent } from '../../edge/origin-request.ts';
import type { LocalRun } from '../../support/start-local-run.ts';

export interface EdgeCost {
  /** Of the table and the audit log; other stores are not asked by a request that is warm. */
  readonly calls: number;
  readonly bytesRead: number;
  /** Median of rounds, of one request; of all pages the sum. */
  readonly cpuMs: number;
  /** Photos or jobs in the response. */
  readonly items: number;
}

export const MEASURED_REQUESTS = [
  'album, first page',
  'album, next page',
  'album, 304',
  'album, all pages',
  'jobs, first page',
  'jobs, next page',
  'jobs, 304',
  'jobs, search',
] as const;
export type MeasuredRequest = (typeof MEASURED_REQUESTS)[number];
/** Null: there is no next page. */
export type EdgeCosts = Readonly<Record<MeasuredRequest, EdgeCost | null>>;

const ROUNDS = 7;
const REQUESTS_PER_ROUND = 10;

export async function measureEdge(run: LocalRun, jobId: string): Promise<EdgeCosts> {
  const ask = await createAsker(run);
  const album = `/photos?job_id=${jobId}`;
  const first = await ask(album);
  const next = readBody<Album>(first).next;
  const jobs = await ask('/jobs');
  const nextJobs = readBody<JobList>(jobs).next;
  return {
    'album, first page': await measure(() => ask(album)),
    'album, next page': next === undefined ? null : await measure(() => ask(`${album}&cursor=${next}`)),
    'album, 304': await measure(() => ask(album, readETag(first))),
    'album, all pages': await measureAll(ask, album),
    'jobs, first page': await measure(() => ask('/jobs')),
    'jobs, next page': nextJobs === undefined ? null : await measure(() => ask(`/jobs?cursor=${nextJobs}`)),
    'jobs, 304': await measure(() => ask('/jobs', readETag(jobs))),
    'jobs, search': await measure(() => ask('/jobs?q=cafe')),
  };
}

type Ask = (path: string, etag?: string) => Promise<CloudFrontResult>;

async function createAsker(run: LocalRun): Promise<Ask> {
  const runtime = {
    env: toEnvironment(run),
    now: () => new Date(),
    createUuid: () => crypto.randomUUID(),
    log: () => undefined,
  };
  const handlers: Readonly<Record<string, Handler>> = {
    '/photos': createHandler(PHOTOS_ROUTES, runtime),
    '/jobs': createHandler(JOBS_ROUTES, runtime),
  };
  const config = toConfig(run);
  const token = await run.token('dispatcher');
  return async (path, etag) => {
    const headers = { 'accept-encoding': 'gzip, br', ...(etag === undefined ? {} : { 'if-none-match': etag }) };
    const handler = handlers[path.split('?')[0] ?? ''];
    if (!handler) throw new TypeError(`there is no route of ${path}`);
    const response = await handler(toEvent(path, { token, headers }, config));
    if (response.status === '200' || response.status === '304') return response;
    throw new Error(`${path}: ${response.status} ${response.body}`);
  };
}

function toEnvironment({ info }: LocalRun): Readonly<Record<string, string>> {
  const { s3, dynamodb, secrets_manager, region } = info;
  return {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: s3.access_key_id,
    AWS_SECRET_ACCESS_KEY: s3.secret_access_key,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets_manager.endpoint,
  };
}

/** As the template of the local run has it. */
function toConfig({ info }: LocalRun): EdgeConfig {
  const { s3, dynamodb, secrets_manager, issuer, region } = info;
  return {
    stage: 'local',
    region,
    secret_regions: [],
    secret_id: secrets_manager.secret_id,
    image_secret_id: 'edgeshot/local/image-key',
    link_secret_id: 'edgeshot/local/link-key',
    uploads_bucket: s3.uploads_bucket,
    table: dynamodb.table,
    audit_table: dynamodb.audit_table,
    upload_via: 'edge',
    delivery: 'cloudfront',
    customer_uploads: true,
    token: {
      ...TOKEN_POLICY,
      issuer,
      audience: AUDIENCE,
      jwks_uri: `${issuer}/jwks`,
    },
  };
}

async function measure(ask: () => Promise<CloudFrontResult>): Promise<EdgeCost> {
  const times: number[] = [];
  let last = await ask();
  const store = watchStores();
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = process.cpuUsage();
    for (let count = 0; count < REQUESTS_PER_ROUND; count += 1) last = await ask();
    times.push(toMs(process.cpuUsage(before)) / REQUESTS_PER_ROUND);
  }
  const { calls, bytesRead } = store.stop();
  const requests = ROUNDS * REQUESTS_PER_ROUND;
  return { calls: calls / requests, bytesRead: bytesRead / requests, cpuMs: median(times), items: countItems(last) };
}

async function measureAll(ask: Ask, album: string): Promise<EdgeCost> {
  const times: number[] = [];
  let read = { calls: 0, bytesRead: 0 };
  let items = 0;
  for (let round = 0; round < 3; round += 1) {
    const store = watchStores();
    const before = process.cpuUsage();
    let cursor: string | undefined;
    items = 0;
    do {
      const { photos, next } = readBody<Album>(await ask(cursor === undefined ? album : `${album}&cursor=${cursor}`));
      items += photos.length;
      cursor = next;
    } while (cursor !== undefined);
    times.push(toMs(process.cpuUsage(before)));
    read = store.stop();
  }
  return { ...read, cpuMs: median(times), items };
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

function countItems(response: CloudFrontResult): number {
  if (response.status === '304') return 0;
  const body = readBody<Partial<Album & JobList>>(response);
  return (body.photos ?? body.jobs ?? []).length;
}

function readBody<T>({ body = '', bodyEncoding }: CloudFrontResult): T {
  return JSON.parse(bodyEncoding === 'base64' ? gunzipSync(Buffer.from(body, 'base64')).toString() : body) as T;
}

function readETag({ headers }: CloudFrontResult): string {
  return headers?.etag?.[0]?.value ?? '';
}

function toMs({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

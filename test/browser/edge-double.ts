/**
 * A small edge for the phone's tests, before the embedded S3: it has the routes that the phone's engine asks, passes the same
 * cases for them as the edge (test/edge/contract/), brings forms to S3, and fails in whatever way a test wants. It takes any
 * token for a worker's.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Capture, type Job, type Photo, ROUTES, type TicketRequest } from '../../edge/api.ts';
import { type EdgeResponse, toJsonResponse, toProblemResponse } from '../../edge/core/exchange.ts';
import { parseTicketBody } from '../../edge/core/parse-captures.ts';
import { parseEdit, parseRevision } from '../../edge/core/parse-edit.ts';
import { AppError, type ProblemCode } from '../../edge/problem.ts';
import { openS3Bucket, type S3Bucket } from '../support/s3-bucket.ts';
import { createDoubleAlbum, type DoubleAlbum, type StoredVersion } from './double-album.ts';
import { addDoubleJob, changeDoubleJob } from './double-jobs.ts';
import { onlyAnnounces, readBody } from './read-body.ts';

/**
 * What befalls a request: `cut` before it is read, `lose` after it was done, `freeze`: nothing of it is read any more,
 * `stall`: read, and never answered, `break-off`: the response stops in its middle; or a problem, or S3's XML.
 */
export type RequestFate =
  | 'pass'
  | 'cut'
  | 'lose'
  | 'stall'
  | 'break-off'
  | 'freeze'
  | { problem: ProblemCode }
  | { status: number; xml: string };

export interface EdgeDouble {
  readonly url: string;
  /** Every version ever stored, in order. */
  readonly versions: StoredVersion[];
  /** The last request for tickets and how many there were. */
  readonly ticketRequests: TicketRequest[];
  /** Requests that only announced. */
  readonly announcements: TicketRequest[];
  readonly requests: { readonly path: string; readonly headers: IncomingMessage['headers'] }[];
  /** Decides each request to the API and the upload; the default lets all pass. */
  fate: (path: string) => RequestFate;
  /** How far the server's clock is ahead of this machine's. */
  aheadMs: number;
  /** Refuses a whole request for tickets because of one photo in it, as the edge does. */
  refuses: (photo: Capture, jobId: string) => ProblemCode | null;
  /** What GET /jobs lists. */
  jobs: readonly Job[];
  /** Bodies of the edits that came. */
  readonly edits: unknown[];
  /** The last file of each photo, by what their keys begin with. */
  newest(): ReadonlyMap<string, StoredVersion>;
  /** Breaks off whatever is under way. */
  dropConnections(): void;
  /** Forgets everything, and lets everything pass. */
  reset(): void;
  close(): Promise<void>;
}

/** What it notes of what came. */
type DoubleLists = Pick<EdgeDouble, 'versions' | 'ticketRequests' | 'announcements' | 'requests' | 'edits'>;

const TICKET_LIFE_SECONDS = 900;
/** What `fate` and `requests` call a request for tickets that only announces: another matter for a test than a ticket. */
export const ANNOUNCEMENT = '/upload-url, only announced';

type Serve = (path: string, response: ServerResponse) => boolean;

export async function startEdgeDouble(serveFile: Serve): Promise<EdgeDouble> {
  let aheadMs = 0;
  const now = () => Date.now() + aheadMs;
  const bucket = await openS3Bucket(now);
  const server = createServer((request, response) => {
    handle({ request, response }, { double, bucket, album, now, serveFile }).catch(() => request.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const lists: DoubleLists = { versions: [], ticketRequests: [], announcements: [], requests: [], edits: [] };
  const double: EdgeDouble = {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    ...lists,
    fate: () => 'pass',
    get aheadMs() {
      return aheadMs;
    },
    set aheadMs(ms) {
      aheadMs = ms;
    },
    refuses: () => null,
    jobs: [],
    reset() {
      for (const list of Object.values(lists)) list.length = 0;
      album.reset();
      Object.assign(double, { fate: () => 'pass', refuses: () => null, jobs: [], aheadMs: 0 });
    },
    newest: () => new Map(double.versions.map((version) => [version.key.replace(/\/[0-9a-f]{64}\.\w+$/, ''), version])),
    dropConnections: () => server.closeAllConnections(),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await bucket.close();
    },
  };
  const album = createDoubleAlbum(() => double.versions, now);
  return double;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

interface World {
  readonly double: EdgeDouble;
  readonly bucket: S3Bucket;
  readonly album: DoubleAlbum;
  /** The server's clock, Unix ms. */
  readonly now: () => number;
  readonly serveFile: Serve;
}

async function handle({ request, response }: Exchange, world: World): Promise<void> {
  const { double, now } = world;
  const path = toUrl(request).pathname;
  if (world.serveFile(path, response)) return;
  response.setHeader('date', new Date(now()).toUTCString());
  // What it is shows in its body alone.
  const early = path === ROUTES.uploadUrl ? await readBody(request) : null;
  const asked = early !== null && onlyAnnounces(early) ? ANNOUNCEMENT : path;
  double.requests.push({ path: asked, headers: request.headers });
  const fate = double.fate(asked);
  if (fate === 'cut') return void request.destroy();
  if (fate === 'freeze') return void request.pause();
  const body = early ?? (await readBody(request));
  if (fate === 'stall') return;
  if (typeof fate === 'object') return send(response, toFateResponse(fate));
  const reply = await route(request, body, world).catch(toRefusal);
  if (fate === 'lose') return loseResponse(response);
  if (fate !== 'break-off') return send(response, reply);
  response.writeHead(reply.status, reply.headers).write(reply.body.slice(0, reply.body.length / 2));
}

function send(response: ServerResponse, { status, headers, body }: EdgeResponse): void {
  response.writeHead(status, headers).end(body);
}

/** @throws {AppError} when the edge would refuse the request */
async function route(request: IncomingMessage, body: Buffer<ArrayBuffer>, world: World): Promise<EdgeResponse> {
  const { method, headers } = request;
  const { pathname: path, searchParams } = toUrl(request);
  const { double, album } = world;
  if (method === 'POST' && path === ROUTES.upload) return store(body, headers['content-type'] ?? '', world);
  if (!headers.authorization?.startsWith('Bearer ')) throw new AppError('token-missing');
  if (method === 'POST' && path === ROUTES.uploadUrl) return issue(JSON.parse(body.toString()), world);
  if (path === ROUTES.jobs || path === ROUTES.people) return serveJobs(request, body, world);
  if (method === 'GET' && path === ROUTES.photos) return readAlbum(request, searchParams, album);
  const [, photoId = '', isRestored] = /^\/photos\/([^/]+)(\/restore)?$/.exec(path) ?? [];
  if (method === 'PATCH' && photoId !== '') {
    const edit = parseEdit(JSON.parse(body.toString()));
    double.edits.push(edit);
    return toPhotoResponse(album.edit(photoId, edit, parseRevision(headers['if-match'] ?? null)));
  }
  if (method === 'POST' && isRestored) return toPhotoResponse(album.restore(photoId));
  if (method !== 'DELETE' || photoId === '') throw new AppError('not-found');
  album.remove(photoId);
  return { status: 204, headers: { 'cache-control': 'no-store' }, body: '' };
}

/** Only a token that calls itself a dispatcher's makes and changes jobs. */
function serveJobs(request: IncomingMessage, body: Buffer, { double, now }: World): EdgeResponse {
  const { pathname, searchParams } = toUrl(request);
  const jobId = searchParams.get('job_id');
  if (request.method === 'GET' && pathname === ROUTES.jobs) {
    return toJsonResponse({ jobs: double.jobs.filter(({ job_id }) => jobId === null || job_id === jobId) });
  }
  if (!request.headers.authorization?.endsWith('dispatcher')) throw new AppError('access-denied');
  if (request.method === 'GET') return toJsonResponse({ people: double.jobs.flatMap(({ crew = [] }) => crew) });
  const said: unknown = JSON.parse(body.toString());
  if (request.method === 'POST') return addDoubleJob(double, said, new Date(now()));
  return changeDoubleJob(double, jobId ?? '', { ifMatch: request.headers['if-match'] ?? null, body: said });
}

async function issue(request: TicketRequest, { double, bucket }: World): Promise<EdgeResponse> {
  const { jobId, captures, isAnnouncement } = parseTicketBody(request);
  (isAnnouncement ? double.announcements : double.ticketRequests).push(request);
  const refusal = request.photos.map((photo) => double.refuses(photo, jobId)).find((code) => code !== null);
  if (refusal) throw new AppError(refusal);
  if (isAnnouncement) return toJsonResponse({ tickets: [] }, { 'cache-control': 'no-store' });
  const issued = captures.map((capture) => bucket.issueTicket(jobId, capture, TICKET_LIFE_SECONDS));
  const tickets = (await Promise.all(issued)).map((ticket) => ({ ...ticket, url: ROUTES.upload }));
  return toJsonResponse({ tickets }, { 'cache-control': 'no-store' });
}

async function store(body: Buffer<ArrayBuffer>, type: string, { double, bucket, now }: World): Promise<EdgeResponse> {
  const { stored, status, type: contentType, body: text } = await bucket.forward(body, type);
  if (stored) {
    const { key, bytes, sha256, facts } = stored;
    const { title, stage, takenAt, part, files } = facts;
    const storedAt = new Date(now()).toISOString();
    double.versions.push({ key, bytes, sha256, storedAt, fields: { title, stage, taken_at: takenAt, part, files } });
  }
  return { status, headers: { 'content-type': contentType }, body: text };
}

function readAlbum({ headers }: IncomingMessage, query: URLSearchParams, { read }: DoubleAlbum): EdgeResponse {
  const { album, etag } = read(query.get('job_id') ?? '');
  const ids = query.get('ids')?.split(',');
  if (ids) return toJsonResponse({ ...album, photos: album.photos.filter(({ photo_id }) => ids.includes(photo_id)) });
  const response = toJsonResponse(album, { etag });
  return headers['if-none-match'] === etag ? { ...response, status: 304, body: '' } : response;
}

function toPhotoResponse(photo: Photo): EdgeResponse {
  return toJsonResponse(photo, { etag: `"${photo.revision}"` });
}

function toUrl({ url = '/' }: IncomingMessage): URL {
  return new URL(url, 'http://localhost');
}

/** Cuts inside the response: had nothing come at all, the browser itself would send the request again. */
function loseResponse(response: ServerResponse): void {
  response.writeHead(201, { 'content-length': '500' });
  response.write('<', () => response.socket?.destroy());
}

function toFateResponse(fate: Exclude<RequestFate, string>): EdgeResponse {
  if ('problem' in fate) return toRefusal(new AppError(fate.problem));
  return { status: fate.status, headers: { 'content-type': 'application/xml' }, body: fate.xml };
}

export function formatS3Error(code: string, message: string): string {
  return `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
}

function toRefusal(error: unknown): EdgeResponse {
  if (error instanceof AppError) return toProblemResponse(error, 'request-of-a-double');
  throw error;
}

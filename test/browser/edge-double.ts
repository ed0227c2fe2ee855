/**
 * A small edge for the phone's tests, before the embedded S3: issues tickets as edge/api.ts says, brings forms to S3, and fails
 * in whatever way a test wants.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Capture, TicketRequest } from '../../edge/api.ts';
import { parseTicketBody } from '../../edge/core/parse-captures.ts';
import { AppError, type ProblemCode, toProblem } from '../../edge/problem.ts';
import { openS3Bucket } from '../support/s3-bucket.ts';

/** A version as S3 gives it back. */
export interface StoredVersion {
  readonly key: string;
  readonly bytes: Buffer;
  readonly sha256: string;
  /** What its ticket told of the photo. */
  readonly fields: {
    readonly title?: string | undefined;
    readonly stage?: string | undefined;
    readonly taken_at?: string | undefined;
  };
}

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
  readonly requests: { readonly path: string; readonly headers: IncomingMessage['headers'] }[];
  /** Decides each request to the API and the upload; the default lets all pass. */
  fate: (path: string) => RequestFate;
  /** How far the server's clock is ahead of this machine's. */
  aheadMs: number;
  /** Refuses a whole request for tickets because of one photo in it, as the edge does. */
  refuses: (photo: Capture) => ProblemCode | null;
  /** Bodies of the edits that came. */
  readonly edits: unknown[];
  newest(): ReadonlyMap<string, StoredVersion>;
  /** Breaks off whatever is under way. */
  dropConnections(): void;
  /** Forgets everything, and lets everything pass. */
  reset(): void;
  close(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const TICKET_LIFE_SECONDS = 900;

type Serve = (path: string, response: ServerResponse) => boolean;

export async function startEdgeDouble(serveFile: Serve): Promise<EdgeDouble> {
  let aheadMs = 0;
  const now = () => Date.now() + aheadMs;
  const bucket = await openS3Bucket(now);
  const server = createServer((request, response) => {
    handle({ request, response }, { double, bucket, now, serveFile }).catch(() => request.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const double: EdgeDouble = {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    versions: [],
    ticketRequests: [],
    requests: [],
    fate: () => 'pass',
    get aheadMs() {
      return aheadMs;
    },
    set aheadMs(ms) {
      aheadMs = ms;
    },
    refuses: () => null,
    edits: [],
    reset() {
      for (const list of [double.versions, double.ticketRequests, double.requests, double.edits]) list.length = 0;
      Object.assign(double, { fate: () => 'pass', refuses: () => null, aheadMs: 0 });
    },
    newest: () => new Map(double.versions.map((version) => [version.key, version])),
    dropConnections: () => server.closeAllConnections(),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await bucket.close();
    },
  };
  return double;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

interface World {
  readonly double: EdgeDouble;
  readonly bucket: Awaited<ReturnType<typeof openS3Bucket>>;
  /** The server's clock, Unix ms. */
  readonly now: () => number;
  readonly serveFile: Serve;
}

async function handle({ request, response }: Exchange, world: World): Promise<void> {
  const { double, now } = world;
  const path = toUrl(request).pathname;
  if (world.serveFile(path, response)) return;
  response.setHeader('date', new Date(now()).toUTCString());
  double.requests.push({ path, headers: request.headers });
  const fate = double.fate(path);
  if (fate === 'cut') return void request.destroy();
  if (fate === 'freeze') return void request.pause();
  const body = await readBody(request);
  if (fate === 'stall') return;
  if (typeof fate === 'object') return void respondWithFate(fate, response);
  const reply = await route(request, body, world);
  if (fate === 'lose') return loseResponse(response);
  response.writeHead(reply.status, { 'content-type': reply.type });
  if (fate === 'break-off') response.write(reply.body.slice(0, reply.body.length / 2));
  else response.end(reply.body);
}

async function route(request: IncomingMessage, body: Buffer<ArrayBuffer>, world: World): Promise<Reply> {
  const { pathname: path, searchParams } = toUrl(request);
  const { method } = request;
  if (method === 'POST' && path === '/upload-url') return issue(JSON.parse(body.toString()), world).catch(toRefusal);
  if (method === 'POST' && path === '/upload') return store(body, request.headers['content-type'] ?? '', world);
  if (method === 'GET' && path === '/photos') return json(200, listAlbum(searchParams.get('job_id') ?? '', world));
  if (method === 'GET' && path === '/jobs') return json(200, { jobs: [] });
  if (method === 'PATCH') {
    world.double.edits.push(JSON.parse(body.toString()));
    return json(200, { photo_id: path.split('/').at(-1) });
  }
  return json(404, toProblem(new AppError('not-found')));
}

async function issue(request: TicketRequest, { double, bucket }: World): Promise<Reply> {
  double.ticketRequests.push(request);
  const refusal = request.photos.map(double.refuses).find((code) => code !== null);
  if (refusal) return json(403, toProblem(new AppError(refusal)));
  const { jobId, captures } = parseTicketBody(request);
  const tickets = captures.map((capture) => bucket.issueTicket(jobId, capture, TICKET_LIFE_SECONDS));
  return json(201, { tickets: (await Promise.all(tickets)).map((ticket) => ({ ...ticket, url: '/upload' })) });
}

async function store(body: Buffer<ArrayBuffer>, type: string, { double, bucket }: World): Promise<Reply> {
  const { stored, ...response } = await bucket.forward(body, type);
  if (stored) {
    const { key, bytes, sha256, facts } = stored;
    const { title, stage, takenAt } = facts;
    double.versions.push({ key, bytes, sha256, fields: { title, stage, taken_at: takenAt } });
  }
  return response;
}

function listAlbum(jobId: string, { double, now }: World) {
  const photos = [...double.newest().values()].filter(({ key }) => key.startsWith(`jobs/${jobId}/`));
  return {
    job_id: jobId,
    expires_at: new Date(now() + 3_600_000).toISOString(),
    photos: photos.map(({ key, bytes, sha256 }) => ({
      photo_id: key.replace(/^.*\/|\.[a-z]+$/g, ''),
      key,
      state: 'ready',
      bytes: bytes.length,
      sha256,
      revision: 1,
    })),
  };
}

function toUrl({ url = '/' }: IncomingMessage): URL {
  return new URL(url, 'http://localhost');
}

/** Cuts inside the response: had nothing come at all, the browser itself would send the request again. */
function loseResponse(response: ServerResponse): void {
  response.writeHead(201, { 'content-length': '500' });
  response.write('<', () => response.socket?.destroy());
}

function respondWithFate(fate: Exclude<RequestFate, string>, response: ServerResponse): void {
  if ('xml' in fate) {
    response.writeHead(fate.status, { 'content-type': 'application/xml' }).end(fate.xml);
    return;
  }
  const problem = toProblem(new AppError(fate.problem));
  response.writeHead(problem.status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
}

export function formatS3Error(code: string, message: string): string {
  return `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
}

function toRefusal(error: unknown): Reply {
  if (error instanceof AppError) return json(toProblem(error).status, toProblem(error));
  throw error;
}

function json(status: number, value: unknown): Reply {
  return { status, type: 'application/json', body: JSON.stringify(value) };
}

async function readBody(request: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

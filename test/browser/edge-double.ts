/**
 * A small edge and bucket for the phone's tests: issues tickets as edge/api.ts says, takes the form only as S3 would
 * (ticket's life, size, hash, file last), keeps every version, and fails in whatever way a test wants.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Capture, TicketRequest } from '../../edge/api.ts';
import { derivePhotoId } from '../../edge/core/photo-id.ts';
import { AppError, type ProblemCode, toProblem } from '../../edge/problem.ts';
import { formatPhotoKey } from '../../origin/photo-key.ts';

export interface StoredVersion {
  readonly key: string;
  readonly bytes: Buffer;
  readonly sha256: string;
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * What befalls a request: `cut` before it is read, `lose` after it was obeyed, `freeze`: nothing of it is read any more,
 * `stall`: read, and never answered, `break-off`: the answer stops in its middle; or a problem, or S3's XML.
 */
export type Fate =
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
  fate: (path: string) => Fate;
  ticketLifeSeconds: number;
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

type Serve = (path: string, answer: ServerResponse) => boolean;

export async function startEdgeDouble(serveFile: Serve): Promise<EdgeDouble> {
  const server = createServer((request, answer) => void handle(request, answer).catch(() => request.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const double: EdgeDouble = {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    versions: [],
    ticketRequests: [],
    requests: [],
    fate: () => 'pass',
    ticketLifeSeconds: 900,
    aheadMs: 0,
    refuses: () => null,
    edits: [],
    reset() {
      for (const list of [double.versions, double.ticketRequests, double.requests, double.edits]) list.length = 0;
      Object.assign(double, { fate: () => 'pass', refuses: () => null, ticketLifeSeconds: 900, aheadMs: 0 });
    },
    newest: () => new Map(double.versions.map((version) => [version.key, version])),
    dropConnections: () => server.closeAllConnections(),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  const now = () => Date.now() + double.aheadMs;

  async function handle(request: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { pathname: path, searchParams } = new URL(request.url ?? '/', double.url);
    if (serveFile(path, answer)) return;
    answer.setHeader('date', new Date(now()).toUTCString());
    double.requests.push({ path, headers: request.headers });
    const fate = double.fate(path);
    if (fate === 'cut') return void request.destroy();
    if (fate === 'freeze') return void request.pause();
    const body = await readBody(request);
    if (fate === 'stall') return;
    if (typeof fate === 'object') return void answerFate(fate, answer);
    const reply = route(request.method ?? '', path, searchParams, body, request.headers['content-type'] ?? '');
    if (fate === 'lose') return loseAnswer(answer);
    answer.writeHead(reply.status, { 'content-type': reply.type });
    if (fate === 'break-off') answer.write(reply.body.slice(0, reply.body.length / 2));
    else answer.end(reply.body);
  }

  function route(method: string, path: string, query: URLSearchParams, body: Buffer, type: string) {
    if (method === 'POST' && path === '/upload-url') return issue(JSON.parse(body.toString()));
    if (method === 'POST' && path === '/upload') return store(body, type);
    if (method === 'GET' && path === '/photos') return json(200, listAlbum(query.get('job_id') ?? ''));
    if (method === 'PATCH') {
      double.edits.push(JSON.parse(body.toString()));
      return json(200, { photo_id: path.split('/').at(-1) });
    }
    return json(404, toProblem(new AppError('not-found')));
  }

  function issue(request: TicketRequest) {
    double.ticketRequests.push(request);
    const refusal = request.photos.map(double.refuses).find((code) => code !== null);
    if (refusal) return json(403, toProblem(new AppError(refusal)));
    return json(201, { tickets: request.photos.map((photo) => toTicket(request.job_id, photo)) });
  }

  function toTicket(jobId: string, photo: Capture) {
    const photoId = derivePhotoId('worker', jobId, photo.id);
    const key = formatPhotoKey({ jobId, photoId, type: photo.type });
    const expiresMs = now() + double.ticketLifeSeconds * 1000;
    const policy = JSON.stringify({ key, size: photo.size, sha256: photo.sha256, expiresMs });
    return {
      photo_id: photoId,
      key,
      method: 'POST',
      url: '/upload',
      s3_url: `${double.url}/upload`,
      fields: { key, policy, title: photo.title ?? '', stage: photo.stage ?? '', taken_at: photo.taken_at ?? '' },
      max_bytes: photo.size,
      expires_in: double.ticketLifeSeconds,
      expires_at: new Date(expiresMs).toISOString(),
    };
  }

  function store(body: Buffer, type: string) {
    const { fields, file } = parseForm(body, type);
    const policy = JSON.parse(fields.policy ?? '{}') as {
      key: string;
      size: number;
      sha256: string;
      expiresMs: number;
    };
    const sha256 = createHash('sha256').update(file).digest('hex');
    if (policy.expiresMs <= now()) return xml(403, 'AccessDenied', 'Invalid according to Policy: Policy expired.');
    if (policy.key !== fields.key)
      return xml(403, 'AccessDenied', 'Invalid according to Policy: Policy Condition failed');
    if (policy.size !== file.length)
      return xml(400, policy.size > file.length ? 'EntityTooSmall' : 'EntityTooLarge', '');
    if (policy.sha256 !== sha256) return xml(400, 'BadDigest', '');
    double.versions.push({ key: policy.key, bytes: file, sha256, fields });
    const answer = `<?xml version="1.0"?><PostResponse><Bucket>b</Bucket><Key>${policy.key}</Key></PostResponse>`;
    return { status: 201, type: 'application/xml', body: answer };
  }

  function listAlbum(jobId: string) {
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

  return double;
}

/** Cuts inside the answer: had nothing come at all, the browser itself would send the request again. */
function loseAnswer(answer: ServerResponse): void {
  answer.writeHead(201, { 'content-length': '500' });
  answer.write('<', () => answer.socket?.destroy());
}

function answerFate(fate: Exclude<Fate, string>, answer: ServerResponse): void {
  if ('xml' in fate) {
    answer.writeHead(fate.status, { 'content-type': 'application/xml' }).end(fate.xml);
    return;
  }
  const problem = toProblem(new AppError(fate.problem));
  answer.writeHead(problem.status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
}

export function formatS3Error(code: string, message: string): string {
  return `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
}

function xml(status: number, code: string, message: string) {
  return { status, type: 'application/xml', body: formatS3Error(code, message) };
}

function json(status: number, value: unknown) {
  return { status, type: 'application/json', body: JSON.stringify(value) };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Reads a form whose last part is the file (RFC 7578), as S3 demands. */
function parseForm(body: Buffer, type: string): { fields: Record<string, string>; file: Buffer } {
  const boundary = `--${/boundary=(.+)$/.exec(type)?.[1]}`;
  const fields: Record<string, string> = {};
  for (let at = 0; ; ) {
    const headEnd = body.indexOf('\r\n\r\n', at);
    const head = body.subarray(at, headEnd).toString();
    const end = body.indexOf(`\r\n${boundary}`, headEnd);
    const name = /name="([^"]+)"/.exec(head)?.[1] ?? '';
    const value = body.subarray(headEnd + 4, end);
    if (name === 'file') return { fields, file: Buffer.from(value) };
    if (end < 0) throw new Error('the form has no file');
    fields[name] = value.toString();
    at = end;
  }
}

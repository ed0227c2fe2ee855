/**
 * An HTTP proxy between the browser and the local run that breaks the connection as a field worker's network does, and answers
 * in the place of edge, S3 and issuer as they do on a bad day. It stands below the browser's cache and service worker:
 * nothing of the site knows of it.
 */
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type BearerToken, readBearerToken } from './bearer-token.ts';
import { ODD_RESPONSES, type OddResponse } from './odd-responses.ts';

/**
 * `cut`: before the request has left. `lose`: it was done, its response is cut. `stall`: no byte moves any more.
 * `break-off`: it was done, and no byte moves any more in the middle of its response. `slow`: it comes after 3 s.
 */
export type Fault = 'cut' | 'lose' | 'stall' | 'break-off' | 'slow' | OddResponse;

export interface SeenRequest {
  /** Unix ms. */
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  readonly fault: Fault | null;
  /** Whose token it carries. */
  readonly subject: string | null;
  /** As the browser got it; null: none yet. */
  status: number | null;
}

/** A request with all that has come of it. */
export interface WatchedRequest extends Pick<SeenRequest, 'method' | 'path' | 'subject'> {
  readonly body: Buffer;
  /** False: it was cut, or ended by the phone, before its end. */
  readonly isWhole: boolean;
}

export interface FaultProxy {
  /** For the browser's proxy setting. */
  readonly url: string;
  /** Decides each request; null lets it pass. */
  fault: (method: string, path: string, token: BearerToken | null) => Fault | null;
  /** Is shown each request, also one that is then cut or refused: once all of it is here, or no more of it will come. */
  watch: (request: WatchedRequest) => void;
  /** Gives the issuer's tokens another body; null: as they are. */
  rewriteTokens: ((body: string) => string) | null;
  /** All requests that came by, with the fault that they met. */
  readonly seen: SeenRequest[];
  close(): Promise<void>;
}

const SLOW_MS = 3000;

export async function startFaultProxy(): Promise<FaultProxy> {
  const server = createServer((request, response) => serve({ request, response, proxy }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: FaultProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fault: () => null,
    watch: () => undefined,
    rewriteTokens: null,
    seen: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return proxy;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly proxy: FaultProxy;
}

function serve(exchange: Exchange): void {
  const { request, response, proxy } = exchange;
  const { method = 'GET' } = request;
  const path = new URL(request.url ?? '').pathname;
  const token = readBearerToken(request.headers.authorization);
  const fault = proxy.fault(method, path, token);
  const seen: SeenRequest = {
    atMs: Date.now(),
    method,
    path,
    fault,
    subject: token?.subject ?? null,
    status: null,
  };
  proxy.seen.push(seen);
  response.once('finish', () => {
    seen.status = response.statusCode;
  });
  if (fault === 'slow') setTimeout(() => strike(null, exchange, seen), SLOW_MS);
  else strike(fault, exchange, seen);
}

function strike(fault: Exclude<Fault, 'slow'> | null, exchange: Exchange, seen: SeenRequest): void {
  const { request } = exchange;
  const isPhoto = seen.method === 'POST' && seen.path === '/upload';
  // Of a photo that is cut or stalls, no more is read than tells whose it is.
  if ((fault === 'cut' || fault === 'stall') && isPhoto) showBeginning(exchange, seen, fault === 'cut');
  else showWhole(exchange, seen);
  if (fault === 'cut' && !isPhoto) request.on('end', () => request.socket.destroy());
  else if (fault === null || fault === 'lose' || fault === 'break-off') pass(exchange, fault);
  else if (fault !== 'cut' && fault !== 'stall') refuse(exchange, fault);
}

function showWhole({ request, proxy }: Exchange, { method, path, subject }: SeenRequest): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('close', () => {
    const body = Buffer.concat(chunks);
    proxy.watch({ method, path, subject, body, isWhole: request.complete });
  });
}

function showBeginning({ request, proxy }: Exchange, { method, path, subject }: SeenRequest, isCut: boolean): void {
  request.once('data', (body: Buffer) => {
    request.pause();
    proxy.watch({ method, path, subject, body, isWhole: false });
    if (isCut) request.socket.destroy();
  });
}

function refuse({ request, response }: Exchange, oddResponse: OddResponse): void {
  const { status, headers, body } = ODD_RESPONSES[oddResponse];
  // Read first: a browser that is still sending takes an early response for a broken connection.
  request.resume().on('end', () => response.writeHead(status, headers).end(body));
}

function pass(exchange: Exchange, fault: 'lose' | 'break-off' | null): void {
  const { request } = exchange;
  const url = new URL(request.url ?? '');
  const { 'proxy-connection': _, ...headers } = request.headers;
  const onward = forward({
    host: url.hostname,
    port: url.port,
    method: request.method,
    path: url.pathname + url.search,
    headers,
  });
  onward.on('error', () => request.socket.destroy());
  onward.on('response', (upstream) => {
    if (fault === null) void giveBack(exchange, url.pathname, upstream);
    else breakResponse(exchange.response, upstream, fault);
  });
  request.pipe(onward);
}

async function giveBack({ response, proxy }: Exchange, path: string, upstream: IncomingMessage): Promise<void> {
  const { statusCode = 502, headers } = upstream;
  const { rewriteTokens } = proxy;
  if (rewriteTokens === null || path !== '/token' || statusCode !== 200) {
    upstream.pipe(response.writeHead(statusCode, headers));
    return;
  }
  const chunks: Buffer[] = await upstream.toArray();
  const body = Buffer.from(rewriteTokens(Buffer.concat(chunks).toString()));
  const { 'transfer-encoding': _, ...others } = headers;
  response.writeHead(statusCode, { ...others, 'content-length': body.length }).end(body);
}

function breakResponse(response: ServerResponse, upstream: IncomingMessage, fault: 'lose' | 'break-off'): void {
  if (fault === 'lose') {
    // Cut inside the response: had nothing come at all, the browser itself would send the request again.
    upstream.resume().on('end', () => {
      response.writeHead(201, { 'content-length': '500' });
      response.write('<', () => response.socket?.destroy());
    });
    return;
  }
  response.writeHead(upstream.statusCode ?? 502, upstream.headers);
  upstream.once('data', (chunk: Buffer) => response.write(chunk.subarray(0, chunk.length / 2))).resume();
}

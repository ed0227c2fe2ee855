/**
 * The local CloudFront: serves one distribution of the synthesized template on the loopback. What it does stricter than AWS
 * and where it departs from it: docs/local-cloudfront.md.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { listen, withoutRequestTimeout } from '../listen.ts';
import { createEdgeCache } from './cache.ts';
import { parseDistribution } from './distribution.ts';
import { EdgeFailure, toErrorResponse } from './edge-failure.ts';
import { type CloudFrontRequest, type CloudFrontResponse, MAX_HEADER_BYTES, MAX_URL_LENGTH } from './edge-message.ts';
import {
  formatRawHeaders,
  headerBytes,
  headerValue,
  parseRawHeaders,
  withHeaders,
  withoutHeaders,
} from './header-map.ts';
import type { CloudFront, CloudFrontOptions } from './resources.ts';
import { type Edge, serveRequest } from './serve-request.ts';

/** What node reads before it gives up itself: enough to see that the bound above is passed. */
const PARSER_HEADER_BYTES = 65_536;
const KEEP_ALIVE_MS = 65_000;
const POP = 'LOCAL1-C1';
/** By the code of node's error: how a request fails that never came to be one. */
const UNREADABLE: Readonly<Record<string, 'HeadersTooLarge' | 'RequestTimeout'>> = {
  HPE_HEADER_OVERFLOW: 'HeadersTooLarge',
  ERR_HTTP_REQUEST_TIMEOUT: 'RequestTimeout',
};

/**
 * Starts the service.
 * @throws {TemplateError} when the template asks for what it does not know.
 * @throws {NodeJS.ErrnoException} when the port is taken.
 */
export async function createCloudFront(options: CloudFrontOptions): Promise<CloudFront> {
  const { resources, lambda, resolveOrigin, oacCredential, log, now = Date.now } = options;
  const cache = createEdgeCache();
  const distribution = parseDistribution(resources);
  const { errorTtls } = distribution;
  const edge: Edge = { distribution, cache, errorTtls, lambda, resolveOrigin, credential: oacCredential, log, now };
  const server = createServer({
    maxHeaderSize: PARSER_HEADER_BYTES,
    ...withoutRequestTimeout(options.headersTimeoutMs),
    keepAliveTimeout: KEEP_ALIVE_MS,
  });
  server.on('request', (incoming, outgoing) => {
    void respond(edge, incoming, outgoing).catch((error: unknown) => {
      if (!outgoing.destroyed) log('cloudfront', `broke off ${incoming.method} ${pathOf(incoming)}: ${String(error)}`);
      outgoing.destroy();
    });
  });
  server.on('clientError', refuseUnreadable);
  return { ...(await listen(server, options)), invalidate: () => cache.clear() };
}

async function respond(edge: Edge, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const requestId = `${randomBytes(40).toString('base64url')}==`;
  const aborter = new AbortController();
  outgoing.on('close', () => aborter.abort());
  const request = toCloudFrontRequest(incoming);
  const response = await serve(edge, incoming, { request, requestId, signal: aborter.signal }).catch(
    (error: unknown) => {
      if (error instanceof EdgeFailure) return toErrorResponse(error.code, requestId);
      throw error;
    },
  );
  const { status, headers } = response;
  edge.log('cloudfront', `${request.method} ${request.uri} ${status} ${headerValue(headers, 'x-cache') ?? ''}`);
  await send(response, { incoming, outgoing, requestId });
}

interface Opened {
  readonly request: CloudFrontRequest;
  readonly requestId: string;
  readonly signal: AbortSignal;
}

async function serve(
  edge: Edge,
  incoming: IncomingMessage,
  { request, requestId, signal }: Opened,
): Promise<CloudFrontResponse> {
  checkRequest(edge, incoming, request);
  const { id, domainName } = edge.distribution;
  const clientIp = (incoming.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  return serveRequest(edge, {
    request,
    body: hasBody(incoming) ? incoming : null,
    viewer: {
      clientIp,
      clientPort: incoming.socket.remotePort ?? 0,
      httpVersion: incoming.httpVersion,
      protocol: 'http',
    },
    context: { distributionId: id, distributionDomainName: domainName, requestId, clientIp },
    signal,
  });
}

function toCloudFrontRequest(incoming: IncomingMessage): CloudFrontRequest {
  const { url = '/', method = 'GET', rawHeaders } = incoming;
  const mark = url.indexOf('?');
  return {
    method,
    uri: mark < 0 ? url : url.slice(0, mark),
    querystring: mark < 0 ? '' : url.slice(mark + 1),
    headers: parseRawHeaders(rawHeaders),
  };
}

function pathOf(incoming: IncomingMessage): string {
  return toCloudFrontRequest(incoming).uri;
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** What CloudFront refuses before it looks at any behaviour. */
function checkRequest({ distribution }: Edge, { url = '' }: IncomingMessage, { headers }: CloudFrontRequest): void {
  if (!url.startsWith('/')) throw new EdgeFailure('BadRequest');
  if (url.length > MAX_URL_LENGTH) throw new EdgeFailure('UriTooLong');
  if (url.length + headerBytes(headers) > MAX_HEADER_BYTES) throw new EdgeFailure('HeadersTooLarge');
  const host = (headerValue(headers, 'host') ?? '').replace(/:\d*$/, '').toLowerCase();
  const isLocal = host === 'localhost' || host.endsWith('.localhost') || isIP(host.replace(/^\[|\]$/g, '')) !== 0;
  const isKnown = isLocal || host === distribution.domainName.toLowerCase() || distribution.aliases.includes(host);
  if (!isKnown) throw new EdgeFailure('UnknownHost');
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly requestId: string;
}

async function send(response: CloudFrontResponse, { incoming, outgoing, requestId }: Exchange): Promise<void> {
  const { status, statusDescription, body } = response;
  const isBodyless = incoming.method === 'HEAD' || status === 204 || status === 304;
  const headers = withHeaders(withoutHeaders(response.headers, ['connection', 'transfer-encoding', 'x-amz-cf-id']), {
    ...(response.headers.has('server') ? {} : { Server: 'CloudFront' }),
    ...(Buffer.isBuffer(body) || (body === null && !isBodyless) ? { 'Content-Length': String(body?.length ?? 0) } : {}),
    Via: `${incoming.httpVersion} local.cloudfront.net (CloudFront)`,
    'X-Amz-Cf-Pop': POP,
    'X-Amz-Cf-Id': requestId,
  });
  outgoing.writeHead(status, statusDescription.replace(/[^\t\x20-\x7e]/g, ''), formatRawHeaders(headers));
  if (isBodyless || body === null) {
    if (body && !Buffer.isBuffer(body)) body.destroy();
    outgoing.end();
  } else if (Buffer.isBuffer(body)) {
    outgoing.end(body);
  } else {
    await pipeline(body, outgoing);
  }
  // What the viewer still sends is read and dropped, so that it gets to the response.
  incoming.resume();
}

function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable) return;
  const code = UNREADABLE[error.code ?? ''] ?? 'BadRequest';
  const { status, statusDescription, body } = toErrorResponse(code, '-');
  socket.end(
    `HTTP/1.1 ${status} ${statusDescription}\r\nServer: CloudFront\r\nContent-Type: text/html\r\n` +
      `Content-Length: ${body.length}\r\nX-Cache: Error from cloudfront\r\nConnection: close\r\n\r\n${body.toString()}`,
    // Who is too slow to send would also be too slow to close.
    () => code === 'RequestTimeout' && socket.destroy(),
  );
}

/** Sends a request to an origin and gives its response as a stream. [Developer Guide, "Origin settings": attempts, timeouts] */
import { type ClientRequest, type IncomingMessage, request as sendHttp } from 'node:http';
import type { Readable } from 'node:stream';
import { type EdgeErrorCode, EdgeFailure } from './edge-failure.ts';
import { type CloudFrontRequest, type CloudFrontResponse, MAX_HEADER_BYTES } from './edge-message.ts';
import { formatRawHeaders, parseRawHeaders, withHeader, withoutHeaders } from './header-map.ts';
import type { Origin } from './origin.ts';

export interface OriginResponse extends CloudFrontResponse {
  readonly body: IncomingMessage;
}

export interface OriginFetch {
  readonly origin: Origin;
  /** Where the origin's domain name is served on this machine. */
  readonly target: URL;
  /** The request's content; a stream is passed on as it comes. */
  readonly body: Buffer | Readable | null;
  /** Ends the exchange when the viewer is gone. */
  readonly signal: AbortSignal;
}

/** @throws {EdgeFailure} when something goes wrong before the response begins. */
export async function fetchFromOrigin(request: CloudFrontRequest, options: OriginFetch): Promise<OriginResponse> {
  const isReplayable = options.body === null || Buffer.isBuffer(options.body);
  const attempts = isReplayable ? options.origin.connectionAttempts : 1;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await fetchOnce(request, options);
    } catch (error) {
      const isSlow = error instanceof EdgeFailure && error.code === 'OriginTimeout';
      if (attempt >= attempts || options.signal.aborted || isSlow) throw error;
    }
  }
}

function fetchOnce(request: CloudFrontRequest, { origin, target, body, signal }: OriginFetch): Promise<OriginResponse> {
  return new Promise((resolve, reject) => {
    const outgoing = sendHttp({
      host: target.hostname.replace(/^\[|\]$/g, ''),
      port: target.port || 80,
      method: request.method,
      path: toTarget(request, origin),
      headers: toWireHeaders(request, body),
      setDefaultHeaders: false,
      agent: false,
      maxHeaderSize: MAX_HEADER_BYTES,
      signal,
    });
    const fail = (code: EdgeErrorCode) => {
      reject(new EdgeFailure(code));
      outgoing.destroy();
    };
    outgoing.on('error', (error: Error & { code?: string }) =>
      fail(error.code === 'HPE_HEADER_OVERFLOW' ? 'HeadersTooLarge' : 'OriginUnreachable'),
    );
    watchTimes(outgoing, origin, () => fail('OriginTimeout'));
    outgoing.on('response', (incoming) => resolve(toOriginResponse(incoming)));
    if (body === null || Buffer.isBuffer(body)) outgoing.end(body ?? undefined);
    else sendStream(body, outgoing);
  });
}

/**
 * Passes a body on. An origin that responds and hangs up before it has read all is no fault of the viewer's: what is still
 * to come is read and dropped, so that the viewer gets to the response.
 */
function sendStream(body: Readable, outgoing: ClientRequest): void {
  body.pipe(outgoing);
  outgoing.once('close', () => {
    body.unpipe(outgoing);
    body.resume();
  });
  body.once('close', () => {
    if (!body.readableEnded) outgoing.destroy();
  });
}

function toTarget({ uri, querystring }: CloudFrontRequest, origin: Origin): string {
  return `${origin.path}${uri}${querystring === '' ? '' : `?${querystring}`}`;
}

function toWireHeaders({ headers }: CloudFrontRequest, body: OriginFetch['body']): string[] {
  const bare = withoutHeaders(headers, ['connection', 'transfer-encoding']);
  const sized = Buffer.isBuffer(body) ? withHeader(bare, 'Content-Length', String(body.length)) : bare;
  const isChunked = body !== null && !sized.has('content-length');
  const framed = isChunked ? withHeader(sized, 'Transfer-Encoding', 'chunked') : sized;
  return formatRawHeaders(withHeader(framed, 'Connection', 'close'));
}

/** Holds the origin's bounds: to connect, between two signs of life once the request is sent, and for the whole response. */
function watchTimes(outgoing: ClientRequest, origin: Origin, onTimeout: () => void): void {
  const { connectionTimeoutMs, responseTimeoutMs, completionTimeoutMs } = origin;
  let timer = setTimeout(onTimeout, connectionTimeoutMs);
  const whole = completionTimeoutMs === null ? null : setTimeout(onTimeout, completionTimeoutMs);
  outgoing.on('socket', (socket) => socket.once('connect', () => clearTimeout(timer)));
  outgoing.on('finish', () => {
    clearTimeout(timer);
    timer = setTimeout(onTimeout, responseTimeoutMs);
  });
  outgoing.on('response', (incoming) => {
    // While content waits here for a slow viewer, the origin is not the one that is silent.
    const onSilence = () => (incoming.readableLength > 0 ? restart() : onTimeout());
    const restart = () => {
      clearTimeout(timer);
      timer = setTimeout(onSilence, responseTimeoutMs);
    };
    restart();
    incoming.on('data', restart);
    incoming.pause();
    incoming.on('end', () => clearTimeout(timer));
  });
  outgoing.on('close', () => {
    clearTimeout(timer);
    if (whole) clearTimeout(whole);
  });
}

function toOriginResponse(incoming: IncomingMessage): OriginResponse {
  return {
    status: incoming.statusCode ?? 502,
    statusDescription: incoming.statusMessage ?? '',
    headers: withoutHeaders(parseRawHeaders(incoming.rawHeaders), [
      'connection',
      'keep-alive',
      'transfer-encoding',
      'trailer',
      'upgrade',
    ]),
    body: incoming,
  };
}

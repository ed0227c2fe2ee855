/**
 * A viewer's request from the door to the answer, in CloudFront's order: behaviour, method, signature, viewer-request
 * function, cache, origin, viewer-response function.
 */
import type { Readable } from 'node:stream';
import type { Behaviour } from './behaviour.ts';
import { ageSeconds, type CacheEntry, type EdgeCache, isFresh, MAX_KEPT_BYTES, type StoredResponse } from './cache.ts';
import { compressResponse, isCompressible } from './compression.ts';
import type { Distribution } from './distribution.ts';
import { runViewerRequest, runViewerResponse } from './edge-functions.ts';
import type { EdgeContext, EdgeRequest, EdgeResponse } from './edge-message.ts';
import { type EdgeErrorCode, toErrorResponse, toSignatureRefusal } from './errors.ts';
import { openBody } from './exposed-body.ts';
import {
  isCacheable,
  normaliseEncoding,
  toCacheKey,
  toForwardedRequest,
  type ViewerFacts,
  viewerHeaders,
} from './forwarded-request.ts';
import { toTtlSeconds } from './freshness.ts';
import { headerValue, withHeader, withHeaders, withoutHeaders } from './header-map.ts';
import { EXPOSED_BODY_BYTES } from './lambda-edge-event.ts';
import { exchangeWithOrigin, type OriginSide } from './origin-exchange.ts';
import { toConditionalResponse } from './partial-response.ts';
import { normalisePath } from './path-pattern.ts';
import { applyResponseHeadersPolicy } from './response-headers.ts';
import { findSignatureFault, withoutSignature } from './signed-url.ts';

export interface Edge extends OriginSide {
  readonly distribution: Distribution;
  readonly cache: EdgeCache;
}

export interface ViewerRequest {
  readonly request: EdgeRequest;
  readonly body: Readable | null;
  readonly viewer: ViewerFacts;
  readonly context: EdgeContext;
  /** Aborts when the viewer is gone. */
  readonly signal: AbortSignal;
}

/** A request that has its behaviour and has passed the viewer's side. */
interface Admitted extends Omit<ViewerRequest, 'body'> {
  readonly behaviour: Behaviour;
  readonly body: Buffer | Readable | null;
}

interface Served {
  readonly response: EdgeResponse;
  readonly xCache: string;
  /** Whether it came past the viewer's side, so that the viewer-response function sees it. */
  readonly isFromOriginSide: boolean;
}

export async function serveRequest(edge: Edge, incoming: ViewerRequest): Promise<EdgeResponse> {
  const { request, context, viewer } = incoming;
  const path = normalisePath(request.uri);
  const behaviour = edge.distribution.behaviours.find(({ pattern }) => pattern.test(path));
  if (!behaviour?.allowedMethods.has(request.method)) return toErrorResponse('MethodNotAllowed', context.requestId);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (isRead && incoming.body) return toErrorResponse('BodyNotAllowed', context.requestId);
  if (behaviour.signers) {
    const check = { signers: behaviour.signers, clientIp: viewer.clientIp, nowMs: edge.now() };
    const fault = findSignatureFault(request, check);
    if (fault !== null) return toSignatureRefusal(fault);
  }
  const served = await passViewerRequest(edge, {
    ...incoming,
    behaviour,
    request: behaviour.signers ? withoutSignature(request) : request,
  });
  return 'code' in served ? toErrorResponse(served.code, context.requestId) : served.response;
}

type Failed = { readonly code: EdgeErrorCode };

async function passViewerRequest(edge: Edge, incoming: Admitted): Promise<{ response: EdgeResponse } | Failed> {
  const { behaviour, context, request, viewer } = incoming;
  const opened = await openForViewerFunction(incoming);
  const extra = Object.fromEntries(viewerHeaders(behaviour, viewer, request.headers));
  const shown = { ...request, headers: withHeaders(request.headers, extra) };
  const step = await runViewerRequest(edge, { behaviour, context, request, body: opened.exposed }, shown);
  if (step.kind === 'failed') return step;
  if (step.kind === 'response') {
    const xCache = `${step.by}GeneratedResponse from cloudfront`;
    return finish(edge, incoming, { response: step.response, xCache, isFromOriginSide: false });
  }
  const admitted = { ...incoming, request: step.request, body: step.replacedBody ?? opened.whole };
  const served = await serveAdmitted(edge, admitted);
  return 'code' in served ? served : finish(edge, admitted, served);
}

async function openForViewerFunction({ behaviour, body }: Admitted) {
  const wantsBody = behaviour.lambdas['viewer-request']?.includeBody === true;
  if (!wantsBody || body === null || Buffer.isBuffer(body)) return { exposed: null, whole: body };
  return openBody(body, EXPOSED_BODY_BYTES['viewer-request']);
}

async function serveAdmitted(edge: Edge, admitted: Admitted): Promise<Served | Failed> {
  const { behaviour, request, viewer } = admitted;
  const forwarded = toForwardedRequest(request, behaviour, viewer);
  if (!isCacheable(behaviour, request.method))
    return fetchAndKeep(edge, admitted, { forwarded, key: null, stale: null });
  const key = toCacheKey(request, forwarded, behaviour);
  const entry = edge.cache.get(key);
  if (!entry || !isFresh(entry, edge.now())) return fetchAndKeep(edge, admitted, { forwarded, key, stale: entry });
  return serveEntry(edge, entry, 'Hit from cloudfront');
}

function serveEntry(edge: Edge, entry: CacheEntry, xCache: string): Served {
  const headers = withHeader(entry.response.headers, 'Age', String(ageSeconds(entry, edge.now())));
  return { response: { ...entry.response, headers }, xCache, isFromOriginSide: true };
}

interface Fetch {
  readonly forwarded: EdgeRequest;
  readonly key: string | null;
  /** What the cache holds past its time. */
  readonly stale: CacheEntry | null;
}

async function fetchAndKeep(
  edge: Edge,
  admitted: Admitted,
  { forwarded, key, stale }: Fetch,
): Promise<Served | Failed> {
  const { behaviour, context, body, signal } = admitted;
  const request = stale ? withConditions(forwarded, stale.response) : forwarded;
  const result = await exchangeWithOrigin(edge, { behaviour, context, request, body, signal });
  const isServerFault = !result.ok ? result.code.startsWith('Origin') : result.response.status >= 500;
  if (stale && stale.response.status < 400 && isServerFault) return serveEntry(edge, stale, 'Hit from cloudfront');
  if (!result.ok) return result;
  if (stale && key !== null && result.response.status === 304)
    return refresh(edge, admitted, { key, stale, answer: result.response });
  const xCache = toXCache(result.response, result.isGenerated);
  const response = await keep(edge, admitted, { key, response: result.response });
  return { response, xCache, isFromOriginSide: true };
}

function toXCache({ status }: EdgeResponse, isGenerated: boolean): string {
  if (isGenerated) return 'LambdaGeneratedResponse from cloudfront';
  return status >= 400 ? 'Error from cloudfront' : 'Miss from cloudfront';
}

/** Asks the origin whether what the cache holds is still right. A range would make the answer a part of something else. */
function withConditions(request: EdgeRequest, { headers }: StoredResponse): EdgeRequest {
  const etag = headerValue(headers, 'etag');
  const modified = headerValue(headers, 'last-modified');
  if (etag === null && modified === null) return request;
  const conditions = {
    ...(etag === null ? {} : { 'If-None-Match': etag.replace(/^W\//, '') }),
    ...(modified === null ? {} : { 'If-Modified-Since': modified }),
  };
  return { ...request, headers: withHeaders(withoutHeaders(request.headers, ['range', 'if-range']), conditions) };
}

interface Refreshed {
  readonly key: string;
  readonly stale: CacheEntry;
  readonly answer: EdgeResponse;
}

function refresh(edge: Edge, { behaviour }: Admitted, { key, stale, answer }: Refreshed): Served {
  if (answer.body && !Buffer.isBuffer(answer.body)) answer.body.resume();
  const kept = withoutHeaders(answer.headers, ['content-length', 'content-encoding', 'etag', 'vary']);
  const headers = new Map([...stale.response.headers, ...kept]);
  const ttlSeconds = toTtlSeconds(stale.response.status, headers, behaviour.cachePolicy, edge.now());
  const entry: CacheEntry = { response: { ...stale.response, headers }, storedAtMs: edge.now(), ttlSeconds };
  edge.cache.put(key, entry);
  return serveEntry(edge, entry, 'RefreshHit from cloudfront');
}

/** Reads an answer that is to be kept or compressed; a larger one, and one that is neither, passes through as it comes. */
async function keep(
  edge: Edge,
  { behaviour, request }: Admitted,
  { key, response }: { key: string | null; response: EdgeResponse },
): Promise<EdgeResponse> {
  const { status, headers } = response;
  const sized = Buffer.isBuffer(response.body)
    ? withHeader(headers, 'Content-Length', String(response.body.length))
    : headers;
  const ttlSeconds = key === null ? 0 : toTtlSeconds(status, sized, behaviour.cachePolicy, edge.now());
  const encodings = behaviour.compress ? normaliseEncoding(request.headers, behaviour.cachePolicy) : '';
  const isWanted = (key !== null && ttlSeconds > 0) || (encodings !== '' && isCompressible(status, sized));
  const length = headerValue(sized, 'content-length');
  const fits = length !== null && Number(length) <= MAX_KEPT_BYTES;
  if (!isWanted || !fits || request.method === 'HEAD') return { ...response, headers: sized };
  const whole: StoredResponse = { ...response, headers: sized, body: await readWhole(response.body, Number(length)) };
  const stored = await compressResponse(whole, encodings);
  if (key !== null && ttlSeconds > 0) edge.cache.put(key, { response: stored, storedAtMs: edge.now(), ttlSeconds });
  return stored;
}

/** Throws when the origin broke off: what the viewer then gets is a broken connection, never a short object. */
async function readWhole(body: EdgeResponse['body'], length: number): Promise<Buffer> {
  if (body === null) return Buffer.alloc(0);
  if (Buffer.isBuffer(body)) return body;
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  const whole = Buffer.concat(chunks);
  if (whole.length !== length) throw new Error(`the origin sent ${whole.length} of ${length} bytes`);
  return whole;
}

async function finish(edge: Edge, incoming: Admitted, served: Served): Promise<{ response: EdgeResponse } | Failed> {
  const { behaviour, context, request } = incoming;
  let { response } = served;
  const isWhole = response.body === null || Buffer.isBuffer(response.body);
  if (served.isFromOriginSide && isWhole && isCacheable(behaviour, request.method)) {
    response = toConditionalResponse(request, response as StoredResponse);
  }
  if (served.isFromOriginSide && response.status < 400) {
    const step = await runViewerResponse(edge, { behaviour, context, request, response });
    if (step.kind === 'failed') return step;
    response = step.response;
  }
  const headers = applyResponseHeadersPolicy(response.headers, behaviour.responseHeadersPolicy);
  return { response: { ...response, headers: withHeader(headers, 'X-Cache', served.xCache) } };
}

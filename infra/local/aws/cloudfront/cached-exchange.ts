/** The response to a request that has passed the viewer's side: out of the cache, or from the origin and then kept. */
import type { Readable } from 'node:stream';
import type { Behaviour } from './behaviour.ts';
import { ageSeconds, type CacheEntry, type EdgeCache, isFresh, MAX_KEPT_BYTES, type StoredResponse } from './cache.ts';
import { compressResponse, isCompressible } from './compression.ts';
import { type EdgeErrorCode, EdgeFailure, toErrorResponse } from './edge-failure.ts';
import { type CloudFrontRequest, type CloudFrontResponse, drain, type EdgeContext } from './edge-message.ts';
import type { ErrorTtls } from './error-caching.ts';
import {
  isLookedUp,
  normaliseEncoding,
  toCacheKey,
  toForwardedRequest,
  type ViewerFacts,
} from './forwarded-request.ts';
import { type KeepingRules, toTtlSeconds } from './freshness.ts';
import { headerValue, withHeader, withHeaders, withoutHeaders } from './header-map.ts';
import { exchangeWithOrigin, type OriginResult, type OriginSide } from './origin-exchange.ts';

export interface CachingEdge extends OriginSide {
  readonly cache: EdgeCache;
  readonly errorTtls: ErrorTtls;
}

export interface Admitted {
  readonly behaviour: Behaviour;
  readonly request: CloudFrontRequest;
  readonly body: Buffer | Readable | null;
  readonly viewer: ViewerFacts;
  readonly context: EdgeContext;
  /** Aborts when the viewer is gone. */
  readonly signal: AbortSignal;
}

export interface Served {
  readonly response: CloudFrontResponse;
  readonly xCache: string;
}

/** @throws {EdgeFailure} when the origin or a function fails, and the cache holds nothing that may be served instead. */
export async function exchangeThroughCache(edge: CachingEdge, admitted: Admitted): Promise<Served> {
  const { behaviour, request, viewer } = admitted;
  const forwarded = toForwardedRequest(request, behaviour, viewer);
  if (!isLookedUp(behaviour, request.method)) {
    return fetchAndKeep(edge, admitted, { forwarded, key: null, stale: null });
  }
  const key = toCacheKey(request, forwarded, behaviour);
  const entry = edge.cache.get(key);
  if (!entry || !isFresh(entry, edge.now())) return fetchAndKeep(edge, admitted, { forwarded, key, stale: entry });
  if (entry.failure) throw new EdgeFailure(entry.failure, 'kept from an earlier request');
  return serveEntry(edge, entry, entry.response.status >= 400 ? 'Error from cloudfront' : 'Hit from cloudfront');
}

function serveEntry(edge: CachingEdge, entry: CacheEntry, xCache: string): Served {
  const headers = withHeader(entry.response.headers, 'Age', String(ageSeconds(entry, edge.now())));
  return { response: { ...entry.response, headers }, xCache };
}

interface Fetch {
  readonly forwarded: CloudFrontRequest;
  readonly key: string | null;
  /** What the cache holds past its time. */
  readonly stale: CacheEntry | null;
}

async function fetchAndKeep(edge: CachingEdge, admitted: Admitted, { forwarded, key, stale }: Fetch): Promise<Served> {
  const { behaviour, context, body, signal } = admitted;
  const fallback = stale && stale.response.status < 400 ? stale : null;
  const request = fallback ? withConditions(forwarded, fallback.response) : forwarded;
  let result: OriginResult;
  try {
    result = await exchangeWithOrigin(edge, { behaviour, context, request, body, signal });
  } catch (error) {
    if (fallback && isOriginFailure(error)) return serveEntry(edge, fallback, 'Hit from cloudfront');
    if (key !== null && error instanceof EdgeFailure) keepFailure(edge, admitted, { key, code: error.code });
    throw error;
  }
  const { response, isGenerated } = result;
  if (fallback && response.status >= 500) {
    drain(response.body);
    return serveEntry(edge, fallback, 'Hit from cloudfront');
  }
  if (fallback && key !== null && response.status === 304) {
    return refresh(edge, admitted, { key, stale: fallback, confirmed: response });
  }
  const xCache = toXCache(response, isGenerated);
  return { response: await keep(edge, admitted, { key, response }), xCache };
}

/** "Considered an HTTP 5xx error from the origin", whose minimum holds; a failed function is taken for the same. */
function keepFailure(edge: CachingEdge, admitted: Admitted, { key, code }: { key: string; code: EdgeErrorCode }): void {
  const response = toErrorResponse(code, admitted.context.requestId);
  const ttlSeconds = toTtlSeconds(response, toKeepingRules(edge, admitted), edge.now());
  if (ttlSeconds > 0) edge.cache.put(key, { response, failure: code, storedAtMs: edge.now(), ttlSeconds });
}

function toKeepingRules({ errorTtls }: CachingEdge, { behaviour }: Admitted): KeepingRules {
  return { policy: behaviour.cachePolicy, errorTtls };
}

function isOriginFailure(error: unknown): boolean {
  return error instanceof EdgeFailure && (error.code === 'OriginUnreachable' || error.code === 'OriginTimeout');
}

function toXCache({ status }: CloudFrontResponse, isGenerated: boolean): string {
  if (isGenerated) return 'LambdaGeneratedResponse from cloudfront';
  return status >= 400 ? 'Error from cloudfront' : 'Miss from cloudfront';
}

/** Asks the origin whether what the cache holds is still right. A range would make the response a part of something else. */
function withConditions(request: CloudFrontRequest, { headers }: StoredResponse): CloudFrontRequest {
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
  /** The origin's 304. */
  readonly confirmed: CloudFrontResponse;
}

function refresh(edge: CachingEdge, admitted: Admitted, { key, stale, confirmed }: Refreshed): Served {
  drain(confirmed.body);
  const kept = withoutHeaders(confirmed.headers, ['content-length', 'content-encoding', 'etag', 'vary']);
  const headers = new Map([...stale.response.headers, ...kept]);
  const rules = toKeepingRules(edge, admitted);
  const ttlSeconds = toTtlSeconds({ status: stale.response.status, headers }, rules, edge.now());
  const entry: CacheEntry = { response: { ...stale.response, headers }, storedAtMs: edge.now(), ttlSeconds };
  edge.cache.put(key, entry);
  return serveEntry(edge, entry, 'RefreshHit from cloudfront');
}

/** Reads a response that is to be kept or compressed; a larger one, and one that is neither, passes through as it comes. */
async function keep(
  edge: CachingEdge,
  admitted: Admitted,
  { key, response }: { key: string | null; response: CloudFrontResponse },
): Promise<CloudFrontResponse> {
  const { behaviour, request } = admitted;
  const { status, headers } = response;
  const sized = Buffer.isBuffer(response.body)
    ? withHeader(headers, 'Content-Length', String(response.body.length))
    : headers;
  const rules = toKeepingRules(edge, admitted);
  const ttlSeconds = key === null ? 0 : toTtlSeconds({ status, headers: sized }, rules, edge.now());
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

/** Fails when the origin broke off: what the viewer then gets is a broken connection, never a short object. */
async function readWhole(body: CloudFrontResponse['body'], length: number): Promise<Buffer> {
  if (body === null) return Buffer.alloc(0);
  if (Buffer.isBuffer(body)) return body;
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  const whole = Buffer.concat(chunks);
  if (whole.length !== length) throw new Error(`the origin sent ${whole.length} of ${length} bytes`);
  return whole;
}

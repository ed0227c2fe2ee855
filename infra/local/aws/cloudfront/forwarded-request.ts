/**
 * What of a viewer's request reaches the origin (and the origin's functions), and what tells two requests apart in the cache.
 * [Developer Guide, "Control origin requests with a policy", "Understand the cache key", "Request and response behavior for
 * custom origins"]
 */
import type { Behaviour } from './behaviour.ts';
import type { CloudFrontRequest } from './edge-message.ts';
import { type Field, type HeaderMap, headerValue } from './header-map.ts';
import type { CachePolicy } from './policies.ts';
import { selectCookies, selectQuery } from './selection.ts';

/** What the edge knows of a viewer beside its request. */
export interface ViewerFacts {
  readonly clientIp: string;
  readonly clientPort: number;
  readonly httpVersion: string;
  readonly protocol: 'http' | 'https';
}

/** Never passed on: hop by hop, or written by CloudFront alone. */
const NEVER_FORWARDED =
  /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect|x-amz-cf-.*|x-amzn-.*|x-edge-.*|x-real-ip|x-forwarded-proto|cloudfront-.*|x-forwarded-for|via|cookie|authorization|accept-encoding|user-agent|host)$/;
/** Passed on whatever the policies say. */
const ALWAYS_FORWARDED = new Set(['content-length', 'range']);
/** CloudFront asks these of the origin itself where it may keep the response. */
const CONDITIONAL = new Set(['if-none-match', 'if-modified-since']);
const BODY_METHODS = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Whether the cache is asked at all: CloudFront keeps errors even where a policy disables caching. */
export function isLookedUp({ cachedMethods }: Behaviour, method: string): boolean {
  return cachedMethods.has(method);
}

/** Whether whole responses to the request may come from, and go to, the cache. */
export function isCacheable({ cachedMethods, cachePolicy }: Behaviour, method: string): boolean {
  return cachePolicy.maxTtlSeconds > 0 && cachedMethods.has(method);
}

/** Says whether the policies of the behaviour pass a header of the viewer on; `name` in lower case. */
export function isHeaderSelected({ cachePolicy, originRequestPolicy }: Behaviour, name: string): boolean {
  if (cachePolicy.headers.includes(name)) return true;
  if (!originRequestPolicy) return false;
  const { mode, names } = originRequestPolicy.headers;
  if (mode === 'only') return names.has(name);
  if (mode === 'except') return !names.has(name);
  return mode === 'all' || mode === 'all-and-cloudfront';
}

/** Makes the request that the origin's functions see and the origin gets, still without the origin's custom headers. */
export function toForwardedRequest(
  request: CloudFrontRequest,
  behaviour: Behaviour,
  viewer: ViewerFacts,
): CloudFrontRequest {
  const { cachePolicy, originRequestPolicy, origin } = behaviour;
  const selections = [cachePolicy, ...(originRequestPolicy ? [originRequestPolicy] : [])];
  const headers = new Map(selectPlainHeaders(request, behaviour));
  const put = (key: string, value: string | null) => value !== null && headers.set(key.toLowerCase(), [{ key, value }]);
  const keep = (name: string) => {
    const fields = request.headers.get(name);
    if (fields) headers.set(name, fields);
  };
  const isHostForwarded = isHeaderSelected(behaviour, 'host');
  put('Host', isHostForwarded ? headerValue(request.headers, 'host') : origin.domainName);
  put(
    'User-Agent',
    isHeaderSelected(behaviour, 'user-agent') ? headerValue(request.headers, 'user-agent') : 'Amazon CloudFront',
  );
  put('Accept-Encoding', toForwardedEncoding(request.headers, behaviour));
  put(
    'Cookie',
    selectCookies(
      headerValue(request.headers, 'cookie'),
      selections.map((policy) => policy.cookies),
    ),
  );
  put('X-Forwarded-For', [headerValue(request.headers, 'x-forwarded-for'), viewer.clientIp].filter(Boolean).join(', '));
  put('Via', `${viewer.httpVersion} local.cloudfront.net (CloudFront)`);
  if (isAuthorizationForwarded(request.method, behaviour)) keep('authorization');
  for (const [name, value] of viewerHeaders(behaviour, viewer, request.headers)) put(name, value);
  const querystring = selectQuery(
    request.querystring,
    selections.map((policy) => policy.queryStrings),
  );
  return { method: request.method, uri: request.uri, querystring, headers };
}

function selectPlainHeaders(
  { headers, method }: CloudFrontRequest,
  behaviour: Behaviour,
): [string, readonly Field[]][] {
  const asksItself = isCacheable(behaviour, method);
  return [...headers].filter(([name]) => {
    if (NEVER_FORWARDED.test(name)) return false;
    if (asksItself && CONDITIONAL.has(name)) return false;
    return ALWAYS_FORWARDED.has(name) || isHeaderSelected(behaviour, name);
  });
}

/** GET and HEAD lose it unless a policy asks for it; methods with a body keep it; OPTIONS keeps it where it is not cached. */
function isAuthorizationForwarded(method: string, behaviour: Behaviour): boolean {
  if (isHeaderSelected(behaviour, 'authorization')) return true;
  return BODY_METHODS.has(method) || (method === 'OPTIONS' && !behaviour.cachedMethods.has('OPTIONS'));
}

/** The viewer's encodings, reduced to those that the cache policy tells apart; empty for none. */
export function normaliseEncoding(headers: HeaderMap, { gzip, brotli }: CachePolicy): string {
  const wanted = headerValue(headers, 'accept-encoding') ?? '';
  const accepts = (coding: string) =>
    new RegExp(`(^|[\\s,])${coding}(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))\\s*(;|,|$)`, 'i').test(wanted);
  return [brotli && accepts('br') ? 'br' : '', gzip && accepts('gzip') ? 'gzip' : ''].filter(Boolean).join(',');
}

function toForwardedEncoding(headers: HeaderMap, behaviour: Behaviour): string | null {
  const { cachePolicy } = behaviour;
  if (cachePolicy.gzip || cachePolicy.brotli) return normaliseEncoding(headers, cachePolicy) || null;
  return isHeaderSelected(behaviour, 'accept-encoding') ? headerValue(headers, 'accept-encoding') : null;
}

/** The `CloudFront-*` headers that the policies name, as far as one machine can know them. */
export function viewerHeaders(behaviour: Behaviour, viewer: ViewerFacts, headers: HeaderMap): [string, string][] {
  const agent = headerValue(headers, 'user-agent') ?? '';
  const isTablet = /iPad|Tablet/i.test(agent);
  const isMobile = /Mobi|Android|iPhone/i.test(agent);
  const all: [string, string][] = [
    ['CloudFront-Forwarded-Proto', viewer.protocol],
    ['CloudFront-Viewer-Address', `${viewer.clientIp}:${viewer.clientPort}`],
    ['CloudFront-Viewer-Http-Version', viewer.httpVersion],
    ['CloudFront-Is-Mobile-Viewer', String(isMobile)],
    ['CloudFront-Is-Tablet-Viewer', String(isTablet)],
    ['CloudFront-Is-Desktop-Viewer', String(!isMobile && !isTablet)],
    ['CloudFront-Is-SmartTV-Viewer', 'false'],
    ['CloudFront-Is-Android-Viewer', String(/Android/i.test(agent))],
    ['CloudFront-Is-IOS-Viewer', String(/iPhone|iPad/i.test(agent))],
  ];
  const { headers: forwarded } = behaviour.originRequestPolicy ?? {};
  const isNamed = (name: string) =>
    behaviour.cachePolicy.headers.includes(name) ||
    (forwarded !== undefined &&
      (forwarded.mode === 'only' || forwarded.mode === 'all-and-cloudfront') &&
      forwarded.names.has(name));
  return all.filter(([name]) => isNamed(name.toLowerCase()));
}

/** What two requests must share to get one response: `forwarded` is what `toForwardedRequest` made of the request. */
export function toCacheKey(request: CloudFrontRequest, forwarded: CloudFrontRequest, behaviour: Behaviour): string {
  const { cachePolicy, name } = behaviour;
  const method = request.method === 'OPTIONS' ? 'OPTIONS' : 'GET';
  const headers = cachePolicy.headers.map((header) => headerValue(forwarded.headers, header));
  const cookies = selectCookies(headerValue(request.headers, 'cookie'), [cachePolicy.cookies]);
  const query = selectQuery(request.querystring, [cachePolicy.queryStrings]);
  return JSON.stringify([
    name,
    method,
    request.uri,
    query,
    headers,
    cookies,
    normaliseEncoding(request.headers, cachePolicy),
  ]);
}

/**
 * How long the cache may keep a response. [Developer Guide, "Manage how long content stays in the cache (expiration)", "How
 * CloudFront processes HTTP 4xx and 5xx status codes from your origin" and "Control how long CloudFront caches errors"]
 */
import { DEFAULT_ERROR_TTL_SECONDS, type ErrorTtls } from './error-caching.ts';
import { type HeaderMap, headerValue } from './header-map.ts';
import type { CachePolicy } from './policies.ts';

const KEPT_STATUSES = new Set([200, 203, 204, 300, 301, 302, 307, 308]);
/** Kept without the origin's asking, for the distribution's minimum; the others only when the origin gives an age. */
const KEPT_ERRORS = new Set([404, 410, 414, 500, 501, 502, 503, 504]);
const KEPT_ERRORS_WITH_AGE = new Set([400, 403, 405, 412, 415]);
/** Of these alone, CloudFront heeds `no-store`, `no-cache` and `private`. */
const UNKEPT_ON_REQUEST = new Set([404, 410, 414, 501]);

export interface StoredHead {
  readonly status: number;
  readonly headers: HeaderMap;
}

/** What the behaviour and the distribution say of keeping. */
export interface KeepingRules {
  readonly policy: CachePolicy;
  readonly errorTtls: ErrorTtls;
}

/** Seconds that the response may be served for without asking again; 0 when it may not be kept. */
export function toTtlSeconds({ status, headers }: StoredHead, rules: KeepingRules, nowMs: number): number {
  if (headerValue(headers, 'vary')?.trim() === '*') return 0;
  if (status >= 400) return toErrorTtlSeconds({ status, headers }, rules, nowMs);
  const { minTtlSeconds, defaultTtlSeconds, maxTtlSeconds } = rules.policy;
  if (maxTtlSeconds === 0 || !KEPT_STATUSES.has(status)) return 0;
  if (forbidsKeeping(headers)) return minTtlSeconds;
  return Math.min(Math.max(readAge(headers, nowMs) ?? defaultTtlSeconds, minTtlSeconds), maxTtlSeconds);
}

/** The minimum holds whatever the cache policy says, one that disables caching among them. */
function toErrorTtlSeconds(
  { status, headers }: StoredHead,
  { policy, errorTtls }: KeepingRules,
  nowMs: number,
): number {
  const minimum = errorTtls.get(status) ?? DEFAULT_ERROR_TTL_SECONDS;
  if (UNKEPT_ON_REQUEST.has(status) && forbidsKeeping(headers)) return 0;
  const age = forbidsKeeping(headers) ? null : readAge(headers, nowMs);
  if (!KEPT_ERRORS.has(status) && (age === null || !KEPT_ERRORS_WITH_AGE.has(status))) return 0;
  return Math.max(Math.min(age ?? 0, policy.maxTtlSeconds), minimum);
}

function forbidsKeeping(headers: HeaderMap): boolean {
  const control = headerValue(headers, 'cache-control') ?? '';
  return /(^|[\s,])(no-store|no-cache|private)\b/i.test(control);
}

/** What the origin says, in the order in which CloudFront looks: s-maxage, max-age, Expires; null when it says nothing. */
function readAge(headers: HeaderMap, nowMs: number): number | null {
  const control = headerValue(headers, 'cache-control') ?? '';
  for (const directive of ['s-maxage', 'max-age']) {
    const [, seconds] = new RegExp(`(?:^|[\\s,])${directive}\\s*=\\s*"?(\\d+)`, 'i').exec(control) ?? [];
    if (seconds !== undefined) return Number(seconds);
  }
  const expires = headerValue(headers, 'expires');
  if (expires === null) return null;
  const atMs = Date.parse(expires);
  return Number.isNaN(atMs) ? 0 : Math.max(0, Math.floor((atMs - nowMs) / 1000));
}

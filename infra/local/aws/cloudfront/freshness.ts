/**
 * How long the cache may keep a response. [Developer Guide, "Manage how long content stays in the cache (expiration)" and
 * "How CloudFront caches errors"]
 */
import { type HeaderMap, headerValue } from './header-map.ts';
import type { CachePolicy } from './policies.ts';

const KEPT_STATUSES = new Set([200, 203, 204, 300, 301, 302, 307, 308]);
/** Kept without the origin's asking, for the distribution's minimum; the others only when the origin gives an age. */
const KEPT_ERRORS = new Set([404, 414, 500, 501, 502, 503, 504]);
const KEPT_ERRORS_WITH_AGE = new Set([400, 403, 405, 412, 415]);
/** "Error caching minimum TTL" where the template sets none. */
const ERROR_TTL_SECONDS = 10;

export interface StoredHead {
  readonly status: number;
  readonly headers: HeaderMap;
}

/** Seconds that the response may be served for without asking again; 0 when it may not be kept. */
export function toTtlSeconds({ status, headers }: StoredHead, policy: CachePolicy, nowMs: number): number {
  if (policy.maxTtlSeconds === 0 || headerValue(headers, 'vary')?.trim() === '*') return 0;
  const age = readAge(headers, nowMs);
  if (KEPT_ERRORS.has(status)) return Math.max(age ?? 0, ERROR_TTL_SECONDS);
  if (KEPT_ERRORS_WITH_AGE.has(status)) return age === null ? 0 : Math.max(age, ERROR_TTL_SECONDS);
  if (!KEPT_STATUSES.has(status)) return 0;
  const { minTtlSeconds, defaultTtlSeconds, maxTtlSeconds } = policy;
  if (forbidsKeeping(headers)) return minTtlSeconds;
  return Math.min(Math.max(age ?? defaultTtlSeconds, minTtlSeconds), maxTtlSeconds);
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

/**
 * "Error caching minimum TTL": what the distribution's `CustomErrorResponses` say of how long an error is kept. [Developer
 * Guide, "Control how long CloudFront caches errors"] Error pages are not known here.
 */
import { TemplateError } from '../template/template-error.ts';
import type { PropertyReader } from './read-properties.ts';

/** By status: seconds that an error is kept at least. */
export type ErrorTtls = ReadonlyMap<number, number>;

/** Where the template says nothing of a status. */
export const DEFAULT_ERROR_TTL_SECONDS = 10;

/** "Custom error pages and error caching": CloudFront takes no others. */
const SETTABLE = new Set([400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504]);

/** @throws {TemplateError} when it asks for what the local CloudFront does not do, or CloudFront would not take. */
export function parseErrorTtls(config: PropertyReader): ErrorTtls {
  const ttls = new Map<number, number>();
  for (const item of config.children('CustomErrorResponses')) {
    const status = item.integer('ErrorCode');
    if (!SETTABLE.has(status)) throw new TemplateError(`${item.path}.ErrorCode`, `CloudFront does not take ${status}`);
    if (ttls.has(status)) throw new TemplateError(`${item.path}.ErrorCode`, `${status} stands twice`);
    ttls.set(status, item.integer('ErrorCachingMinTTL'));
    item.finish();
  }
  return ttls;
}

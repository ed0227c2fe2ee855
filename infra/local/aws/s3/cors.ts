/** Cross-origin rules of a bucket: the response to a preflight, and the headers for that to an actual request. */
import { matchesPattern } from '../iam/match-pattern.ts';
import type { Bucket } from './bucket.ts';
import type { CorsRule } from './cors-configuration.ts';
import { S3Error } from './errors.ts';
import { type S3Environment, type S3Response, toEmptyResponse } from './operation.ts';
import type { S3Request } from './request.ts';

function rulesOf(bucket: Bucket | null): readonly CorsRule[] {
  return bucket?.record.configurations.cors ?? [];
}

interface CrossOriginRequest {
  readonly origin: string;
  readonly method: string;
  /** In lower case. */
  readonly headers: readonly string[];
}

function findRule(rules: readonly CorsRule[], { origin, method, headers }: CrossOriginRequest): CorsRule | null {
  const allows = (rule: CorsRule): boolean =>
    rule.origins.some((pattern) => matchesPattern(origin, pattern)) &&
    rule.methods.includes(method) &&
    headers.every((header) => rule.headers.some((pattern) => matchesPattern(header, pattern.toLowerCase())));
  return rules.find(allows) ?? null;
}

function formatHeaders(rule: CorsRule, origin: string): Record<string, string> {
  const isForAll = rule.origins.includes('*');
  return {
    'access-control-allow-origin': isForAll ? '*' : origin,
    'access-control-allow-methods': rule.methods.join(', '),
    ...(isForAll ? {} : { 'access-control-allow-credentials': 'true' }),
    ...(rule.exposedHeaders.length > 0 ? { 'access-control-expose-headers': rule.exposedHeaders.join(', ') } : {}),
    ...(rule.maxAgeSeconds === null ? {} : { 'access-control-max-age': String(rule.maxAgeSeconds) }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}

function splitHeaderNames(text: string | null): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
}

/** The headers to add to the response to an actual request. */
export function toCorsHeaders(request: S3Request, environment: S3Environment): Readonly<Record<string, string>> {
  const origin = request.header('origin');
  if (origin === null || request.bucket === null) return {};
  const rule = findRule(rulesOf(environment.store.findBucket(request.bucket)), {
    origin,
    method: request.method,
    headers: [],
  });
  return rule === null ? {} : formatHeaders(rule, origin);
}

/** @throws {S3Error} when the request is no preflight, or no rule of the bucket allows what it asks for. */
export function respondToPreflight(request: S3Request, environment: S3Environment): S3Response {
  const origin = request.header('origin');
  const method = request.header('access-control-request-method');
  if (origin === null || method === null) {
    throw new S3Error('InvalidRequest', 'Insufficient information. Origin request header needed.');
  }
  const rules = rulesOf(request.bucket === null ? null : environment.store.findBucket(request.bucket));
  const headers = splitHeaderNames(request.header('access-control-request-headers'));
  const rule = findRule(rules, { origin, method, headers });
  if (rule === null) {
    throw new S3Error(
      'AccessDenied',
      rules.length === 0
        ? 'CORSResponse: CORS is not enabled for this bucket.'
        : "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
      { Method: method, ResourceType: request.key === null ? 'BUCKET' : 'OBJECT' },
    );
  }
  return toEmptyResponse(200, {
    ...formatHeaders(rule, origin),
    ...(headers.length > 0 ? { 'access-control-allow-headers': headers.join(', ') } : {}),
  });
}

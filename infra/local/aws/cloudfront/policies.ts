/** Cache policies and origin request policies: what a behaviour puts into its cache key and what its origin gets to see. */
import { TemplateError } from '../template/template-error.ts';
import { type PropertyReader, readProperties } from './read-properties.ts';
import { parseSelection, type Selection } from './selection.ts';

export interface CachePolicy {
  readonly minTtlSeconds: number;
  readonly defaultTtlSeconds: number;
  readonly maxTtlSeconds: number;
  readonly gzip: boolean;
  readonly brotli: boolean;
  /** Lower case. */
  readonly headers: readonly string[];
  readonly cookies: Selection;
  readonly queryStrings: Selection;
}

export interface OriginRequestPolicy {
  readonly headers: {
    readonly mode: 'none' | 'all' | 'only' | 'except' | 'all-and-cloudfront';
    /** Lower case. */
    readonly names: ReadonlySet<string>;
  };
  readonly cookies: Selection;
  readonly queryStrings: Selection;
}

/** CloudFront refuses `Authorization` (and what it writes itself) in the list of an origin request policy. */
const NOT_IN_ORIGIN_REQUEST_LIST = ['authorization', 'accept-encoding', 'connection', 'content-length', 'cookie'];

/**
 * @param properties `Properties` of an AWS::CloudFront::CachePolicy.
 * @throws {TemplateError} when it asks for what the local CloudFront does not know.
 */
export function parseCachePolicy(properties: unknown, path: string): CachePolicy {
  const resource = readProperties(properties, path);
  const config = resource.child('CachePolicyConfig');
  resource.finish();
  const parameters = config.child('ParametersInCacheKeyAndForwardedToOrigin');
  const headers = parseCacheHeaders(parameters.child('HeadersConfig'));
  const policy: CachePolicy = {
    minTtlSeconds: config.integer('MinTTL'),
    defaultTtlSeconds: config.integer('DefaultTTL'),
    maxTtlSeconds: config.integer('MaxTTL'),
    gzip: parameters.flag('EnableAcceptEncodingGzip'),
    brotli: parameters.flag('EnableAcceptEncodingBrotli', false),
    headers,
    cookies: parseSelection(parameters.child('CookiesConfig'), 'CookieBehavior', 'Cookies'),
    queryStrings: parseSelection(parameters.child('QueryStringsConfig'), 'QueryStringBehavior', 'QueryStrings'),
  };
  config.withoutEffect({ Name: 'a name only', Comment: 'a comment only' });
  parameters.finish();
  config.finish();
  if (policy.minTtlSeconds > policy.defaultTtlSeconds || policy.defaultTtlSeconds > policy.maxTtlSeconds) {
    throw new TemplateError(path, 'MinTTL, DefaultTTL and MaxTTL are not in ascending order');
  }
  requireNothingInKeyWithoutCaching(policy, path);
  return policy;
}

function requireNothingInKeyWithoutCaching(policy: CachePolicy, path: string): void {
  if (policy.maxTtlSeconds > 0) return;
  const { headers, cookies, queryStrings, gzip, brotli } = policy;
  const isEmpty = headers.length === 0 && cookies.mode === 'none' && queryStrings.mode === 'none' && !gzip && !brotli;
  if (!isEmpty) throw new TemplateError(path, 'a cache policy whose TTLs are all 0 can name nothing for the cache key');
}

function parseCacheHeaders(reader: PropertyReader): readonly string[] {
  reader.oneOf('HeaderBehavior', ['none', 'whitelist']);
  const headers = reader.texts('Headers').map((name) => name.toLowerCase());
  reader.finish();
  return headers;
}

/**
 * @param properties `Properties` of an AWS::CloudFront::OriginRequestPolicy.
 * @throws {TemplateError} when it asks for what the local CloudFront does not know.
 */
export function parseOriginRequestPolicy(properties: unknown, path: string): OriginRequestPolicy {
  const resource = readProperties(properties, path);
  const config = resource.child('OriginRequestPolicyConfig');
  resource.finish();
  const policy: OriginRequestPolicy = {
    headers: parseForwardedHeaders(config.child('HeadersConfig')),
    cookies: parseSelection(config.child('CookiesConfig'), 'CookieBehavior', 'Cookies'),
    queryStrings: parseSelection(config.child('QueryStringsConfig'), 'QueryStringBehavior', 'QueryStrings'),
  };
  config.withoutEffect({ Name: 'a name only', Comment: 'a comment only' });
  config.finish();
  return policy;
}

const HEADER_MODES = {
  none: 'none',
  whitelist: 'only',
  allViewer: 'all',
  allViewerAndWhitelistCloudFront: 'all-and-cloudfront',
  allExcept: 'except',
} as const;

function parseForwardedHeaders(reader: PropertyReader): OriginRequestPolicy['headers'] {
  const behaviours = Object.keys(HEADER_MODES) as (keyof typeof HEADER_MODES)[];
  const mode = HEADER_MODES[reader.oneOf('HeaderBehavior', behaviours)];
  const names = new Set(reader.texts('Headers').map((name) => name.toLowerCase()));
  reader.finish();
  const refused = mode === 'only' ? NOT_IN_ORIGIN_REQUEST_LIST.find((name) => names.has(name)) : undefined;
  if (refused) {
    throw new TemplateError(reader.path, `CloudFront takes no ${refused} in the list of an origin request policy`);
  }
  return { mode, names };
}

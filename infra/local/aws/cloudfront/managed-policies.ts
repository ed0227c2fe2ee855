/**
 * The policies that AWS manages, by id. Source: CloudFront Developer Guide, pages "Use managed cache policies", "… origin
 * request policies" and "… response headers policies". An id that is neither here nor in the template is an error.
 */
import type { CachePolicy, OriginRequestPolicy } from './policies.ts';
import type { ResponseHeadersPolicy } from './response-headers.ts';
import { SELECT_ALL, SELECT_NONE } from './selection.ts';

const DAY_SECONDS = 86_400;
const YEAR_SECONDS = 31_536_000;

const NOTHING_IN_KEY = { headers: [], cookies: SELECT_NONE, queryStrings: SELECT_NONE } as const;
const OPTIMISED = { minTtlSeconds: 1, defaultTtlSeconds: DAY_SECONDS, maxTtlSeconds: YEAR_SECONDS, ...NOTHING_IN_KEY };
const BY_ORIGIN = {
  minTtlSeconds: 0,
  defaultTtlSeconds: 0,
  maxTtlSeconds: YEAR_SECONDS,
  gzip: true,
  brotli: true,
  headers: ['host', 'origin', 'x-http-method-override', 'x-http-method', 'x-method-override'],
  cookies: SELECT_ALL,
};

export const MANAGED_CACHE_POLICIES: ReadonlyMap<string, CachePolicy> = new Map<string, CachePolicy>([
  // CachingDisabled
  [
    '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
    { minTtlSeconds: 0, defaultTtlSeconds: 0, maxTtlSeconds: 0, gzip: false, brotli: false, ...NOTHING_IN_KEY },
  ],
  // CachingOptimized
  ['658327ea-f89d-4fab-a63d-7e88639e58f6', { ...OPTIMISED, gzip: true, brotli: true }],
  // CachingOptimizedForUncompressedObjects
  ['b2884449-e4de-46a7-ac36-70bc7f1ddd6d', { ...OPTIMISED, gzip: false, brotli: false }],
  // UseOriginCacheControlHeaders
  ['83da9c7e-98b4-4e11-a168-04f0df8e2c65', { ...BY_ORIGIN, queryStrings: SELECT_NONE }],
  // UseOriginCacheControlHeaders-QueryStrings
  ['4cc15a8a-d715-48a4-82b8-cc0b614638fe', { ...BY_ORIGIN, queryStrings: SELECT_ALL }],
]);

function forward(
  mode: OriginRequestPolicy['headers']['mode'],
  names: string[],
  rest = SELECT_NONE,
): OriginRequestPolicy {
  return { headers: { mode, names: new Set(names) }, cookies: rest, queryStrings: rest };
}

const CLOUDFRONT_HEADERS_2022_06 = [
  'forwarded-proto',
  ...['android', 'desktop', 'ios', 'mobile', 'smarttv', 'tablet'].map((device) => `is-${device}-viewer`),
  ...['address', 'asn', 'city', 'country', 'country-name', 'country-region', 'country-region-name'].map(toViewerName),
  ...['http-version', 'latitude', 'longitude', 'metro-code', 'postal-code', 'time-zone', 'tls'].map(toViewerName),
].map((name) => `cloudfront-${name}`);

function toViewerName(name: string): string {
  return `viewer-${name}`;
}

export const MANAGED_ORIGIN_REQUEST_POLICIES: ReadonlyMap<string, OriginRequestPolicy> = new Map([
  // AllViewer
  ['216adef6-5c7f-47e4-b989-5492eafa07d3', forward('all', [], SELECT_ALL)],
  // AllViewerExceptHostHeader
  ['b689b0a8-53d0-40ab-baf2-68738e2966ac', forward('except', ['host'], SELECT_ALL)],
  // AllViewerAndCloudFrontHeaders-2022-06
  ['33f36d7e-f396-46d9-90e0-52428a34d9dc', forward('all-and-cloudfront', CLOUDFRONT_HEADERS_2022_06, SELECT_ALL)],
  // CORS-S3Origin
  [
    '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf',
    forward('only', ['origin', 'access-control-request-headers', 'access-control-request-method']),
  ],
  // CORS-CustomOrigin
  ['59781a5b-3903-41f3-afcb-af62929ccde1', forward('only', ['origin'])],
  // UserAgentRefererHeaders
  ['acba4595-bd28-49b8-b9fe-13317c0390fa', forward('only', ['user-agent', 'referer'])],
  // HostHeaderOnly
  ['bf0718e1-ba1e-49d1-88b1-f726733018ae', forward('only', ['host'])],
]);

export const MANAGED_RESPONSE_HEADERS_POLICIES: ReadonlyMap<string, ResponseHeadersPolicy> = new Map([
  // SecurityHeadersPolicy
  [
    '67f7725c-6f97-4210-82d7-5512b31e9d03',
    {
      remove: [],
      set: [
        { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin', override: false },
        { key: 'Strict-Transport-Security', value: 'max-age=31536000', override: false },
        { key: 'X-Content-Type-Options', value: 'nosniff', override: true },
        { key: 'X-Frame-Options', value: 'SAMEORIGIN', override: false },
        { key: 'X-XSS-Protection', value: '1; mode=block', override: false },
      ],
    },
  ],
]);

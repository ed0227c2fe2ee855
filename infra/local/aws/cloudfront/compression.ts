/** Compression at the edge. [Developer Guide, "Serve compressed files"] */

import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { StoredResponse } from './cache.ts';
import { type HeaderMap, headerValue, withHeader, withHeaders } from './header-map.ts';

/** Bounds on the size of what is compressed, bytes, both inclusive. */
const MIN_BYTES = 1000;
const MAX_BYTES = 10_000_000;
const STATUSES = new Set([200, 403, 404]);
const BROTLI_QUALITY = 5;

/** The page's list of content types. */
const TYPES = new Set(
  (
    'application/dash+xml application/eot application/font application/font-sfnt application/javascript application/json ' +
    'application/opentype application/otf application/pdf application/pkcs7-mime application/protobuf application/rss+xml ' +
    'application/truetype application/ttf application/vnd.apple.mpegurl application/vnd.mapbox-vector-tile ' +
    'application/vnd.ms-fontobject application/wasm application/xhtml+xml application/xml application/x-font-opentype ' +
    'application/x-font-truetype application/x-font-ttf application/x-httpd-cgi application/x-javascript ' +
    'application/x-mpegurl application/x-opentype application/x-otf application/x-perl application/x-ttf font/eot ' +
    'font/opentype font/otf font/ttf image/svg+xml text/css text/csv text/html text/javascript text/js text/plain ' +
    'text/richtext text/tab-separated-values text/xml text/x-component text/x-java-source text/x-script ' +
    'vnd.apple.mpegurl'
  ).split(' '),
);

const compressors = { br: promisify(brotliCompress), gzip: promisify(gzip) } as const;

/** Says whether the headers of a response let it be compressed at all. */
export function isCompressible(status: number, headers: HeaderMap): boolean {
  const length = headerValue(headers, 'content-length');
  if (!STATUSES.has(status) || length === null || headers.has('content-encoding')) return false;
  const type = headerValue(headers, 'content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return Number(length) >= MIN_BYTES && Number(length) <= MAX_BYTES && TYPES.has(type);
}

/** @param encodings What the viewer takes, reduced by the cache policy (`br,gzip`, `gzip`, …); brotli is preferred. */
export async function compressResponse(response: StoredResponse, encodings: string): Promise<StoredResponse> {
  const coding = (['br', 'gzip'] as const).find((name) => encodings.split(',').includes(name));
  if (!coding || !response.body || !isCompressible(response.status, response.headers)) return response;
  const body =
    coding === 'br'
      ? await compressors.br(response.body, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } })
      : await compressors.gzip(response.body);
  const headers = withHeaders(response.headers, {
    'Content-Encoding': coding,
    'Content-Length': String(body.length),
    Vary: addVary(headerValue(response.headers, 'vary')),
  });
  const etag = headerValue(headers, 'etag');
  const isStrong = etag !== null && !etag.startsWith('W/');
  return { ...response, body, headers: isStrong ? withHeader(headers, 'ETag', `W/${etag}`) : headers };
}

function addVary(vary: string | null): string {
  if (vary === null) return 'Accept-Encoding';
  return /accept-encoding/i.test(vary) ? vary : `${vary}, Accept-Encoding`;
}

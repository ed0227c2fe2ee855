/** A request and a response on their way through the edge. */
import type { Readable } from 'node:stream';
import type { HeaderMap } from './header-map.ts';

export interface CloudFrontRequest {
  readonly method: string;
  /** Path as it came (raw, percent-encoded), beginning with a slash. */
  readonly uri: string;
  /** Raw, without the question mark. */
  readonly querystring: string;
  /** Cookies are still the `Cookie` header. */
  readonly headers: HeaderMap;
}

export interface CloudFrontResponse {
  readonly status: number;
  readonly statusDescription: string;
  readonly headers: HeaderMap;
  /** A stream passes through unbuffered; null for a response without content. */
  readonly body: Buffer | Readable | null;
}

/** Names the distribution and the request in events. */
export interface EdgeContext {
  readonly distributionId: string;
  readonly distributionDomainName: string;
  readonly requestId: string;
  readonly clientIp: string;
}

/** CloudFront's bound on a URL: path and query, characters. [Developer Guide, "Quotas"] */
export const MAX_URL_LENGTH = 8192;
/** CloudFront's bound on the first line and headers of a request and of an origin's response, bytes. [Developer Guide, "Quotas"] */
export const MAX_HEADER_BYTES = 32_768;

/** Says what is wrong with a path and query that a function returned; null when nothing is. */
export function findUrlFault(uri: string, querystring: string): string | null {
  if (!uri.startsWith('/')) return 'the uri does not begin with a slash';
  if (/[\s#]/.test(querystring) || /[\s?#]/.test(uri)) {
    return 'the uri or querystring holds a character that it must not';
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a URL must not hold
  if (/[\u0000-\u001f\u007f]/.test(uri + querystring)) return 'the uri or querystring holds a control character';
  return uri.length + querystring.length + 1 >= MAX_URL_LENGTH
    ? `the URL has ${MAX_URL_LENGTH} characters or more`
    : null;
}

/** Reads and drops what nobody wants of a body, so that whoever sends it gets on to the response. */
export function drain(body: Buffer | Readable | null): void {
  if (body !== null && !Buffer.isBuffer(body)) body.resume();
}

/**
 * The canonical request of Signature Version 4, rebuilt from what came over the wire ("Create a signed AWS API
 * request", steps 1 and 2). Shares no line with any signer: the local services check signatures with it.
 */
import { createHash, createHmac, type KeyObject } from 'node:crypto';

/** A request as it stood on the wire: nothing decoded, nothing joined. */
export interface WireRequest {
  readonly method: string;
  /** Path with its percent-escapes, without the query. */
  readonly path: string;
  /** Query without its `?`, with its percent-escapes. */
  readonly query: string;
  /** Names in any case, in order, repeated names kept apart. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

export interface QueryParameter {
  readonly name: string;
  readonly value: string;
}

const UNRESERVED = /[A-Za-z0-9\-._~]/;

/** Percent-encodes all but RFC 3986's unreserved characters, in UTF-8 with capital digits. */
export function encodeRfc3986(text: string): string {
  let encoded = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    const character = String.fromCharCode(byte);
    encoded += UNRESERVED.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

/** Decodes percent-escapes; null where they are broken or not UTF-8. A `+` stays a `+`. */
export function decodePercent(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Splits a raw query in its order; null where an escape is broken. In a query a `+` means a blank. */
export function parseQuery(query: string): QueryParameter[] | null {
  const parameters: QueryParameter[] = [];
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const cut = pair.indexOf('=');
    const rawName = cut < 0 ? pair : pair.slice(0, cut);
    const rawValue = cut < 0 ? '' : pair.slice(cut + 1);
    const name = decodePercent(rawName.replaceAll('+', ' '));
    const value = decodePercent(rawValue.replaceAll('+', ' '));
    if (name === null || value === null) return null;
    parameters.push({ name, value });
  }
  return parameters;
}

function byCodePoint(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

function formatQuery(parameters: readonly QueryParameter[]): string {
  return parameters
    .filter(({ name }) => name !== 'X-Amz-Signature')
    .map(({ name, value }) => ({
      name: encodeRfc3986(name),
      value: encodeRfc3986(value),
    }))
    .sort((left, right) => byCodePoint(left.name, right.name) || byCodePoint(left.value, right.value))
    .map(({ name, value }) => `${name}=${value}`)
    .join('&');
}

/** S3 signs the path with each segment encoded once; every other service encodes the encoded path again. */
function formatPath(path: string, service: string): string {
  const once = path
    .split('/')
    .map((segment) => encodeRfc3986(decodePercent(segment) ?? segment))
    .join('/');
  if (service === 's3') return once;
  return once.split('/').map(encodeRfc3986).join('/');
}

function formatHeader(request: WireRequest, name: string): string {
  const values = request.headers
    .filter((header) => header.name.toLowerCase() === name)
    .map(({ value }) => value.trim().replace(/ +/g, ' '));
  return `${name}:${values.join(',')}\n`;
}

export function toCanonicalRequest(
  request: WireRequest,
  parameters: readonly QueryParameter[],
  signed: {
    readonly service: string;
    readonly headerNames: readonly string[];
    readonly payloadHash: string;
  },
): string {
  return [
    request.method,
    formatPath(request.path, signed.service),
    formatQuery(parameters),
    signed.headerNames.map((name) => formatHeader(request, name)).join(''),
    signed.headerNames.join(';'),
    signed.payloadHash,
  ].join('\n');
}

export function sha256Hex(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

export function hmacHex(key: Uint8Array | KeyObject, text: string): string {
  return createHmac('sha256', key).update(text, 'utf8').digest('hex');
}

/** Of secret, day, region and service: a run asks for the same few ten thousand times. */
const derivedKeys = new Map<string, Buffer>();
const MOST_DERIVED = 200;

/** Derives the key of one day, region and service (SigV4, step 3), or finds it again. */
export function toVerifyingKey(
  secretAccessKey: string,
  scope: {
    readonly date: string;
    readonly region: string;
    readonly service: string;
  },
): Buffer {
  const parts = [scope.date, scope.region, scope.service, 'aws4_request'];
  const name = JSON.stringify([secretAccessKey, ...parts]);
  const known = derivedKeys.get(name);
  if (known) return known;
  let key: Buffer = Buffer.from(`AWS4${secretAccessKey}`, 'utf8');
  for (const part of parts) key = createHmac('sha256', key).update(part, 'utf8').digest();
  if (derivedKeys.size >= MOST_DERIVED) derivedKeys.clear();
  derivedKeys.set(name, key);
  return key;
}

/**
 * Checks the signed URL or signed cookies of a request to a behaviour with trusted key groups. [Developer Guide, "Serve
 * private content with signed URLs and signed cookies"] Departure: the loopback's `http://` counts as `https://`, and the
 * host of a resource may stand with or without the port.
 */
import { constants, type KeyObject, verify } from 'node:crypto';
import { EdgeFailure } from './edge-failure.ts';
import type { CloudFrontRequest } from './edge-message.ts';
import { headerValue, withHeader, withoutHeaders } from './header-map.ts';
import { selectCookies, selectQuery } from './selection.ts';
import {
  formatCannedPolicy,
  isCovered,
  isFromAllowedAddress,
  isWithinTimes,
  parseSignedPolicy,
} from './signed-policy.ts';

export interface SignatureCheck {
  readonly signers: ReadonlyMap<string, KeyObject>;
  readonly clientIp: string;
  readonly nowMs: number;
}

const PARAMETERS = ['Expires', 'Policy', 'Signature', 'Key-Pair-Id', 'Hash-Algorithm'] as const;
const COOKIE_PREFIX = 'CloudFront-';

type Credentials = Readonly<Partial<Record<(typeof PARAMETERS)[number], string>>>;

/** @throws {EdgeFailure} when the request is not signed, or its signature does not open what it asks for. */
export function checkSignature(request: CloudFrontRequest, check: SignatureCheck): void {
  const given = readCredentials(request);
  const keyId = given['Key-Pair-Id'];
  if (keyId === undefined) throw new EdgeFailure('MissingKey');
  const key = check.signers.get(keyId);
  if (!key) throw new EdgeFailure('InvalidKey');
  const isSigned = createVerifier(given, key);
  const urls = toUrls(request);
  const isOpen =
    given.Policy === undefined
      ? isCannedOpen(given, { urls, isSigned, nowMs: check.nowMs })
      : isPolicyOpen(given.Policy, check, { urls, isSigned });
  if (!isOpen) throw new EdgeFailure('AccessDenied');
}

/** Makes what says whether the request's signature is that of a text. */
function createVerifier(given: Credentials, key: KeyObject): (text: string) => boolean {
  const signature = decode(given.Signature);
  const algorithm = given['Hash-Algorithm'] ?? 'SHA1';
  const isKnown = algorithm === 'SHA1' || algorithm === 'SHA256';
  if (signature === null || signature.length === 0 || !isKnown) throw new EdgeFailure('MalformedSignature');
  return (text) => verify(algorithm, Buffer.from(text), toVerifier(key), signature);
}

interface Signed {
  readonly urls: readonly string[];
  readonly isSigned: (text: string) => boolean;
}

function isPolicyOpen(encoded: string, { clientIp, nowMs }: SignatureCheck, { urls, isSigned }: Signed): boolean {
  const text = decode(encoded)?.toString('utf8') ?? '';
  if (!isSigned(text)) return false;
  const policy = parseSignedPolicy(text);
  if (!policy) throw new EdgeFailure('MalformedPolicy');
  return (
    isWithinTimes(policy, nowMs) &&
    isFromAllowedAddress(policy, clientIp) &&
    urls.some((url) => isCovered(policy.resource, url))
  );
}

function isCannedOpen(given: Credentials, { urls, isSigned, nowMs }: Signed & { readonly nowMs: number }): boolean {
  const expires = given.Expires ?? '';
  if (!/^\d{1,12}$/.test(expires) || nowMs >= Number(expires) * 1000) return false;
  return urls.some((url) => isSigned(formatCannedPolicy(url, Number(expires))));
}

/** Takes the signature's own parameters and cookies off: neither the cache nor the origin gets to see them. */
export function withoutSignature(request: CloudFrontRequest): CloudFrontRequest {
  const querystring = stripQuery(request.querystring);
  const cookie = headerValue(request.headers, 'cookie');
  const kept = selectCookies(cookie, [
    { mode: 'except', names: new Set(PARAMETERS.map((name) => COOKIE_PREFIX + name)) },
  ]);
  if (cookie === null || kept === cookie) return { ...request, querystring };
  const headers =
    kept === null ? withoutHeaders(request.headers, ['cookie']) : withHeader(request.headers, 'Cookie', kept);
  return { ...request, querystring, headers };
}

function stripQuery(query: string): string {
  return selectQuery(query, [{ mode: 'except', names: new Set(PARAMETERS) }]);
}

function readCredentials({ querystring, headers }: CloudFrontRequest): Credentials {
  const fromQuery = readPairs(querystring.split('&'), '');
  if (Object.keys(fromQuery).length > 0) return fromQuery;
  return readPairs((headerValue(headers, 'cookie') ?? '').split(/;\s*/), COOKIE_PREFIX);
}

function readPairs(pairs: readonly string[], prefix: string): Credentials {
  const found: Partial<Record<(typeof PARAMETERS)[number], string>> = {};
  for (const pair of pairs) {
    const [name = '', ...rest] = pair.split('=');
    const parameter = PARAMETERS.find((known) => prefix + known === name);
    if (parameter) found[parameter] ??= decodePercent(rest.join('='));
  }
  return found;
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Reads CloudFront's own base64, in which `-_~` stand for `+=/`. */
function decode(text: string | undefined): Buffer | null {
  if (text === undefined || !/^[A-Za-z0-9_~-]*$/.test(text)) return null;
  return Buffer.from(text.replace(/-/g, '+').replace(/_/g, '=').replace(/~/g, '/'), 'base64');
}

function toVerifier(key: KeyObject) {
  return key.asymmetricKeyType === 'rsa'
    ? { key, padding: constants.RSA_PKCS1_PADDING }
    : { key, dsaEncoding: 'der' as const };
}

/** The URL as the signer may have written it. */
function toUrls({ headers, uri, querystring }: CloudFrontRequest): string[] {
  const host = headerValue(headers, 'host') ?? '';
  const query = stripQuery(querystring);
  const tail = query === '' ? uri : `${uri}?${query}`;
  const hosts = [...new Set([host, host.replace(/:\d+$/, '')])];
  return hosts.flatMap((name) => [`https://${name}${tail}`, `http://${name}${tail}`]);
}

/**
 * Signature Version 4 in the Authorization header (IAM User Guide, "Create a signed AWS API request"), for the few
 * calls that the edge makes itself. Written in the guide's four steps and its words; AWS's vectors are its test.
 */
import { createHash, createHmac } from 'node:crypto';
import type { AwsCredentials } from './aws-address.ts';

export interface UnsignedRequest {
  readonly method: string;
  readonly url: URL;
  /** Names in lower case. `host` and `x-amz-date` are added. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface SigningScope {
  readonly service: string;
  readonly region: string;
  readonly credentials: AwsCredentials;
  readonly now: Date;
}

/** Returns the headers to send: the given ones, and those that sign them. S3 also wants `x-amz-content-sha256` given. */
export function signRequest(request: UnsignedRequest, scope: SigningScope): Record<string, string> {
  const { accessKeyId, sessionToken } = scope.credentials;
  const date = scope.now.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const headers: Record<string, string> = {
    ...request.headers,
    host: request.url.host,
    'x-amz-date': date,
    ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
  };
  const signedHeaders = Object.keys(headers).sort().join(';');
  const credentialScope = `${date.slice(0, 8)}/${scope.region}/${scope.service}/aws4_request`;
  const canonicalRequest = formatCanonicalRequest({ ...request, headers }, signedHeaders, scope.service);
  const stringToSign = ['AWS4-HMAC-SHA256', date, credentialScope, sha256(canonicalRequest)].join('\n');
  const signature = hmac(deriveSigningKey(scope, date.slice(0, 8)), stringToSign).toString('hex');
  const { host: _, ...sent } = headers;
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${credentialScope}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
  };
}

/** Step 1. S3 takes the path as it is sent; the other services encode it once more. */
export function formatCanonicalRequest(
  { method, url, headers, body }: UnsignedRequest,
  signedHeaders: string,
  service: string,
): string {
  const path = service === 's3' ? url.pathname : url.pathname.split('/').map(encode).join('/');
  const query = [...url.searchParams]
    .map(([name, value]) => ({ name: encode(name), value: encode(value) }))
    .sort((a, b) => compare(a.name, b.name) || compare(a.value, b.value))
    .map(({ name, value }) => `${name}=${value}`);
  const canonicalHeaders = Object.keys(headers)
    .sort()
    .map((name) => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`);
  return [method, path, query.join('&'), canonicalHeaders.join(''), signedHeaders, sha256(body)].join('\n');
}

/** Step 3. */
export function deriveSigningKey(
  { credentials, region, service }: Omit<SigningScope, 'now'>,
  shortDate: string,
): Buffer {
  const parts = [shortDate, region, service, 'aws4_request'];
  return parts.reduce((key: string | Buffer, part) => hmac(key, part), `AWS4${credentials.secretAccessKey}`) as Buffer;
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** RFC 3986's unreserved characters stay, all others become `%XX`. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

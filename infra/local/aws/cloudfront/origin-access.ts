/**
 * Signs a request to an S3 origin as CloudFront does under origin access control: Signature Version 4 of the CloudFront
 * service principal, over the host and every `x-amz-` header; the content of an upload is not hashed. Shares no code with
 * the verifier of the local S3. [S3 API Reference, "Signature Calculations for the Authorization Header"]
 */
import { createHash, createHmac } from 'node:crypto';
import type { Credential } from '../iam/credentials.ts';
import type { CloudFrontRequest } from './edge-message.ts';
import { type HeaderMap, headerValue, withHeaders, withoutHeaders } from './header-map.ts';
import type { Signing } from './origin.ts';

const ALGORITHM = 'AWS4-HMAC-SHA256';
const EMPTY_HASH = createHash('sha256').digest('hex');
const DEFAULT_REGION = 'us-east-1';

export interface SignOptions {
  readonly signing: Signing | null;
  readonly credential: Credential;
  readonly domainName: string;
  /** The origin's path, which is sent before the request's. */
  readonly pathPrefix: string;
  readonly nowMs: number;
  readonly hasBody: boolean;
}

/** Signs where the origin's access control says so; otherwise gives the request back as it is. */
export function signOriginRequest(request: CloudFrontRequest, options: SignOptions): CloudFrontRequest {
  const { signing } = options;
  const isSigned = signing === 'always' || (signing === 'no-override' && !request.headers.has('authorization'));
  return isSigned ? { ...request, headers: sign(request, options) } : request;
}

function sign(
  request: CloudFrontRequest,
  { credential, domainName, pathPrefix, nowMs, hasBody }: SignOptions,
): HeaderMap {
  const timestamp = `${new Date(nowMs).toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`;
  const contentHash = hasBody ? 'UNSIGNED-PAYLOAD' : EMPTY_HASH;
  const headers = withHeaders(withoutHeaders(request.headers, ['authorization', 'x-amz-security-token']), {
    'X-Amz-Date': timestamp,
    'X-Amz-Content-Sha256': contentHash,
    ...(credential.sessionToken ? { 'X-Amz-Security-Token': credential.sessionToken } : {}),
  });
  const names = [...headers.keys()].filter((name) => name === 'host' || name.startsWith('x-amz-')).sort();
  const canonicalRequest = [
    request.method,
    toCanonicalPath(pathPrefix + request.uri),
    toCanonicalQuery(request.querystring),
    ...names.map((name) => `${name}:${(headerValue(headers, name) ?? '').trim().replace(/\s+/g, ' ')}`),
    '',
    names.join(';'),
    contentHash,
  ].join('\n');
  const date = timestamp.slice(0, 8);
  const scope = `${date}/${regionOf(domainName)}/s3/aws4_request`;
  const hash = createHash('sha256').update(canonicalRequest).digest('hex');
  const stringToSign = [ALGORITHM, timestamp, scope, hash].join('\n');
  const key = scope
    .split('/')
    .reduce<Buffer | string>((parent, part) => hmac(parent, part), `AWS4${credential.secretAccessKey}`);
  const signature = hmac(key, stringToSign).toString('hex');
  const authorization = `${ALGORITHM} Credential=${credential.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return withHeaders(headers, { Authorization: authorization });
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function regionOf(domainName: string): string {
  return /\.s3[.-](?:dualstack\.)?([a-z]{2}-[a-z-]+-\d)\.amazonaws\.com$/.exec(domainName)?.[1] ?? DEFAULT_REGION;
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Decodes and encodes again, so that however the viewer wrote a path it is signed in the one canonical form. */
function reencode(text: string): string {
  try {
    return encode(decodeURIComponent(text));
  } catch {
    return encode(text);
  }
}

function toCanonicalPath(path: string): string {
  return path.split('/').map(reencode).join('/');
}

function toCanonicalQuery(query: string): string {
  const parameters = query
    .split('&')
    .filter(Boolean)
    .map((pair) => {
      // S3 reads a plus in a query as a space.
      const [name = '', ...rest] = pair.replace(/\+/g, '%20').split('=');
      return { name: reencode(name), value: reencode(rest.join('=')) };
    });
  const order = (left: string, right: string) => Number(left > right) - Number(left < right);
  return parameters
    .sort((left, right) => order(left.name, right.name) || order(left.value, right.value))
    .map(({ name, value }) => `${name}=${value}`)
    .join('&');
}

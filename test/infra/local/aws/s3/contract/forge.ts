/** A signer of the tests' own, written from AWS's documents: it signs what no honest client would. */
import { createHash, createHmac } from 'node:crypto';
import type { S3Target } from './target.ts';

export interface ForgedScope {
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

export function toTimestamp(atMs: number): string {
  return new Date(atMs).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

export function forgeSignature(secret: string, scope: ForgedScope, text: string): string {
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, scope.date), scope.region), scope.service), 'aws4_request');
  return hmac(key, text).toString('hex');
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

export interface ForgedRequest {
  readonly method: string;
  /** `/bucket/key`, unencoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Signed, besides host and the date. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** What to claim of the body; its true SHA-256 where it is left out. */
  readonly payloadHash?: string;
  readonly atMs?: number;
  /** How far the signer's clock is ahead of this machine's when it signs; behind, where it is negative. */
  readonly aheadMs?: number;
  readonly region?: string;
  readonly service?: string;
  readonly secretAccessKey?: string;
  readonly accessKeyId?: string;
  /** For a presigned URL. */
  readonly expiresInSeconds?: number;
}

export interface SignedParts {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly scope: ForgedScope;
  readonly timestamp: string;
  readonly signature: string;
}

function canonicalize(
  request: ForgedRequest,
  query: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
  payloadHash: string,
): string {
  const names = Object.keys(headers).sort();
  const pairs = Object.keys(query)
    .sort()
    .map((name) => `${encode(name)}=${encode(query[name] ?? '')}`);
  return [
    request.method,
    request.path.split('/').map(encode).join('/'),
    pairs.join('&'),
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    payloadHash,
  ].join('\n');
}

function prepare(target: S3Target, request: ForgedRequest) {
  const timestamp = toTimestamp(request.atMs ?? Date.now() + (request.aheadMs ?? 0));
  const scope: ForgedScope = {
    date: timestamp.slice(0, 8),
    region: request.region ?? target.region,
    service: request.service ?? 's3',
  };
  const scopeText = `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
  const credential = `${request.accessKeyId ?? target.accessKeyId}/${scopeText}`;
  const secret = request.secretAccessKey ?? target.secretAccessKey;
  const sign = (canonical: string): string =>
    forgeSignature(secret, scope, ['AWS4-HMAC-SHA256', timestamp, scopeText, sha256(canonical)].join('\n'));
  return { timestamp, scope, credential, sign };
}

function toUrl(target: S3Target, path: string, query: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(value)}`);
  const search = pairs.length === 0 ? '' : `?${pairs.join('&')}`;
  return `${target.endpoint}${path.split('/').map(encode).join('/')}${search}`;
}

/** Signs in the Authorization header. */
export function forgeHeaderSigned(target: S3Target, request: ForgedRequest): SignedParts {
  const { timestamp, scope, credential, sign } = prepare(target, request);
  const payloadHash = request.payloadHash ?? sha256(request.body ?? '');
  const headers: Record<string, string> = {
    host: new URL(target.endpoint).host,
    'x-amz-content-sha256': payloadHash,
    'x-amz-date': timestamp,
    ...request.headers,
  };
  const signature = sign(canonicalize(request, request.query ?? {}, headers, payloadHash));
  const names = Object.keys(headers).sort().join(';');
  return {
    url: toUrl(target, request.path, request.query ?? {}),
    headers: {
      ...headers,
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`,
    },
    scope,
    timestamp,
    signature,
  };
}

/** Signs in the query. */
export function forgePresigned(target: S3Target, request: ForgedRequest): SignedParts {
  const { timestamp, scope, credential, sign } = prepare(target, request);
  const headers: Record<string, string> = { host: new URL(target.endpoint).host, ...request.headers };
  const query: Record<string, string> = {
    ...request.query,
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': credential,
    'X-Amz-Date': timestamp,
    'X-Amz-Expires': String(request.expiresInSeconds ?? 300),
    'X-Amz-SignedHeaders': Object.keys(headers).sort().join(';'),
  };
  const signature = sign(canonicalize(request, query, headers, request.payloadHash ?? 'UNSIGNED-PAYLOAD'));
  return {
    url: toUrl(target, request.path, { ...query, 'X-Amz-Signature': signature }),
    headers,
    scope,
    timestamp,
    signature,
  };
}

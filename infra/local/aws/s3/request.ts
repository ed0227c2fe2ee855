/** One HTTP request as S3 reads it: which bucket and key it means (path style or virtual-host style), and its raw parts. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { decodePercent, parseQuery, type QueryParameter, type WireRequest } from '../iam/canonical-request.ts';
import { toWireRequest } from '../iam/to-wire-request.ts';
import { S3Error } from './errors.ts';

export interface S3Request {
  readonly method: string;
  /** Null for the service itself. */
  readonly bucket: string | null;
  /** Decoded; null for the bucket itself. */
  readonly key: string | null;
  readonly parameters: readonly QueryParameter[];
  readonly wire: WireRequest;
  readonly body: AsyncIterable<Buffer>;
  readonly sourceIp: string;
  readonly requestId: string;
  readonly hostId: string;
  /** The Host header, for `Location`. */
  readonly host: string;
  /** First value of a header, by lower-case name; also of one that a presigned URL carries in its query. */
  header(name: string): string | null;
  /** Of all of them, in lower case. */
  readonly headerNames: readonly string[];
  /** First value of a query parameter; empty for one without a value. */
  parameter(name: string): string | null;
}

/** `bucket.s3.us-east-1.amazonaws.com`, `bucket.s3.amazonaws.com`, `bucket.localhost`: the bucket, else null. */
function findBucketInHost(host: string): string | null {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  if (isIP(name.replace(/^\[|\]$/g, '')) !== 0) return null;
  const match = /^(.+?)\.(?:s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com|(?:s3\.)?localhost)$/.exec(name);
  const bucket = match?.[1] ?? null;
  return bucket === 's3' ? null : bucket;
}

function splitPath(path: string): { readonly bucket: string | null; readonly key: string | null } {
  const [, rawBucket = '', rawKey = ''] = /^\/([^/]*)(?:\/(.*))?$/s.exec(path) ?? [];
  const bucket = decodePercent(rawBucket);
  const key = decodePercent(rawKey);
  if (bucket === null || key === null) throw new S3Error('InvalidURI');
  return { bucket: bucket || null, key: key || null };
}

/** Presigners put these headers into the query, where S3 reads them too; tags and checksums it ignores there. */
const HOISTED = /^x-amz-(?:meta-.+|acl|storage-class|server-side-encryption)$/;

function toHeaders(wire: WireRequest, parameters: readonly QueryParameter[]): readonly QueryParameter[] {
  const isPresigned = parameters.some(({ name }) => name === 'X-Amz-Signature');
  return [...wire.headers, ...(isPresigned ? parameters : [])]
    .map(({ name, value }) => ({ name: name.toLowerCase(), value }))
    .filter(({ name }, at) => at < wire.headers.length || HOISTED.test(name));
}

/** Of the form that S3's request ids have: 16 capitals and digits. */
function createRequestId(): string {
  return randomBytes(8).toString('hex').toUpperCase();
}

/** The ids of a response, also where the request cannot be read at all. */
export function createResponseIds(): { readonly requestId: string; readonly hostId: string } {
  return { requestId: createRequestId(), hostId: randomBytes(56).toString('base64') };
}

/** @throws {S3Error} when the path or the query cannot be decoded: `InvalidURI` */
export function parseRequest(
  message: IncomingMessage,
  ids: { readonly requestId: string; readonly hostId: string },
): S3Request {
  const wire = toWireRequest(message);
  const parameters = parseQuery(wire.query);
  if (parameters === null || !wire.path.startsWith('/')) throw new S3Error('InvalidURI');
  const headers = toHeaders(wire, parameters);
  const host = message.headers.host ?? '';
  const virtual = findBucketInHost(host);
  const { bucket, key } =
    virtual === null ? splitPath(wire.path) : { bucket: virtual, key: splitPath(`/b${wire.path}`).key };
  return {
    method: wire.method,
    bucket,
    key,
    parameters,
    wire,
    // A reader that stops early must not cut the connection: its client would never see the response.
    body: message.iterator({ destroyOnReturn: false }),
    sourceIp: (message.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, ''),
    ...ids,
    host,
    header: (name) => headers.find((header) => header.name === name)?.value ?? null,
    headerNames: headers.map(({ name }) => name),
    parameter: (name) => parameters.find((parameter) => parameter.name === name)?.value ?? null,
  };
}

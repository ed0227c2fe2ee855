/** GetObject and HeadObject. */
import type { Readable } from 'node:stream';
import { isAuthorized } from './authorize.ts';
import type { Bucket } from './bucket.ts';
import { type ByteRange, evaluatePreconditions, parseRange } from './conditional-request.ts';
import { S3Error } from './errors.ts';
import { type FoundVersion, findVersion } from './find-version.ts';
import type { ObjectVersion } from './object-version.ts';
import { requireKey, type S3Call, type S3Operation, type S3Response, toEmptyResponse } from './operation.ts';
import { toChecksumHeaders, toVersionHeaders } from './store-object.ts';

const OVERRIDES: Readonly<Record<string, string>> = {
  'response-cache-control': 'cache-control',
  'response-content-disposition': 'content-disposition',
  'response-content-encoding': 'content-encoding',
  'response-content-language': 'content-language',
  'response-content-type': 'content-type',
  'response-expires': 'expires',
};

function readOverrides({ request, caller }: S3Call): Readonly<Record<string, string>> {
  const given = request.parameters.filter(({ name }) => OVERRIDES[name] !== undefined);
  if (given.length > 0 && caller.principal === null) {
    throw new S3Error('InvalidRequest', 'Request specific response headers cannot be used for anonymous GET requests.');
  }
  if (given.some(({ value }) => /[\r\n\0]/.test(value))) {
    throw new S3Error('InvalidArgument', 'Header value cannot be represented.');
  }
  return Object.fromEntries(given.map(({ name, value }) => [OVERRIDES[name] ?? name, value]));
}

/** User metadata beyond ASCII goes out as RFC 2047 writes it. */
function encodeMetadata(value: string): string {
  return /^[\x20-\x7e]*$/.test(value) ? value : `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`;
}

/** System headers beyond Latin-1 cannot stand in an HTTP header as they are. */
function encodeStored(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      name.startsWith('x-amz-meta-') ? encodeMetadata(value) : Buffer.from(value).toString('latin1'),
    ]),
  );
}

function toObjectHeaders(call: S3Call, bucket: Bucket, version: ObjectVersion): Record<string, string> {
  const { key, tags, versionId } = version;
  const mayReadTags =
    tags.length > 0 &&
    isAuthorized(call, {
      action: call.request.parameter('versionId') === null ? 's3:GetObjectTagging' : 's3:GetObjectVersionTagging',
      bucket,
      key,
      context: { 's3:versionid': versionId },
    });
  return {
    ...encodeStored(version.headers),
    etag: `"${version.etag}"`,
    'last-modified': new Date(version.lastModifiedMs).toUTCString(),
    'accept-ranges': 'bytes',
    ...toVersionHeaders(bucket, version),
    ...(mayReadTags ? { 'x-amz-tagging-count': String(tags.length) } : {}),
  };
}

async function openBody(call: S3Call, { bucket, version }: FoundVersion, range: ByteRange | null): Promise<Readable> {
  const file = await call.environment.store.openContent(bucket.record.name, version);
  return file.createReadStream(range === null ? {} : { start: range.first, end: range.last });
}

export const getObject: S3Operation = async (call): Promise<S3Response> => {
  const { request } = call;
  const { bucket, version } = findVersion(call, {
    bucketName: request.bucket,
    key: requireKey(request),
    versionId: request.parameter('versionId'),
    action: 's3:GetObject',
    versionAction: 's3:GetObjectVersion',
  });
  const overrides = readOverrides(call);
  const headers = { ...toObjectHeaders(call, bucket, version), ...overrides };
  if (evaluatePreconditions(request.header, version) === 'not-modified') {
    const { etag = '', 'last-modified': lastModified = '' } = headers;
    return toEmptyResponse(304, { etag, 'last-modified': lastModified, ...toVersionHeaders(bucket, version) });
  }
  const range = parseRange(request.header('range'), version.size);
  const length = range === null ? version.size : range.last - range.first + 1;
  const status = range === null ? 200 : 206;
  // The checksum is that of the whole object: it does not go with a part.
  const isChecked = range === null && request.header('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED';
  const sized: Record<string, string> = {
    ...headers,
    ...(isChecked ? toChecksumHeaders(version) : {}),
    'content-length': String(length),
    ...(range === null ? {} : { 'content-range': `bytes ${range.first}-${range.last}/${version.size}` }),
  };
  if (request.method === 'HEAD' || length === 0) return toEmptyResponse(status, sized);
  return { status, headers: sized, body: await openBody(call, { bucket, version }, range) };
};

/** CopyObject: the bytes and, unless told otherwise, the metadata and tags of another object. */
import { decodePercent } from '../iam/canonical-request.ts';
import type { Bucket } from './bucket.ts';
import { evaluatePreconditions } from './conditional-request.ts';
import { XML_NAMESPACE } from './constants.ts';
import { parseEncryption, parseObjectHeaders } from './described-object.ts';
import { S3Error } from './errors.ts';
import { type FoundVersion, findVersion } from './find-version.ts';
import type { ObjectVersion } from './object-version.ts';
import {
  requireBucket,
  requireKey,
  type S3Call,
  type S3Operation,
  type S3Response,
  toXmlResponse,
} from './operation.ts';
import { authorizePut, createWriteCondition, readRequestTags } from './put-object.ts';
import { checkKey, storeObject, toVersionHeaders } from './store-object.ts';
import { formatXml, type XmlChild } from './xml.ts';

interface CopySource {
  readonly bucketName: string;
  readonly key: string;
  readonly versionId: string | null;
}

function parseCopySource(text: string): CopySource {
  const [, rawPath = '', versionId] = /^\/?(.*?)(?:\?versionId=(.*))?$/s.exec(text) ?? [];
  const path = decodePercent(rawPath);
  const [, bucketName = '', key = ''] = /^([^/]+)\/(.+)$/s.exec(path ?? '') ?? [];
  if (bucketName === '' || key === '') {
    throw new S3Error('InvalidArgument', 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey', {
      ArgumentName: 'x-amz-copy-source',
      ArgumentValue: text,
    });
  }
  return { bucketName, key, versionId: versionId ?? null };
}

function parseDirective(text: string | null, name: string): 'COPY' | 'REPLACE' {
  if (text === null || text === 'COPY' || text === 'REPLACE') return text ?? 'COPY';
  throw new S3Error('InvalidArgument', `Unknown ${name} directive.`, { ArgumentName: name, ArgumentValue: text });
}

function findCopySource(call: S3Call): FoundVersion {
  const source = parseCopySource(call.request.header('x-amz-copy-source') ?? '');
  const found = findVersion(call, { ...source, action: 's3:GetObject', versionAction: 's3:GetObjectVersion' });
  const read = (name: string): string | null => call.request.header(`x-amz-copy-source-${name}`);
  if (evaluatePreconditions(read, found.version) === 'not-modified') {
    throw new S3Error('PreconditionFailed', undefined, { Condition: 'x-amz-copy-source-If-None-Match' });
  }
  return found;
}

/** A copy onto itself must change something, or bring back an older version. */
function checkChange(call: S3Call, source: FoundVersion, isReplaced: boolean): void {
  const { bucket, key, header } = call.request;
  const isItself = source.bucket.record.name === bucket && source.version.key === key;
  const isOlder = header('x-amz-copy-source')?.includes('?versionId=') === true;
  const isChanged =
    isReplaced || header('x-amz-server-side-encryption') !== null || header('x-amz-storage-class') !== null;
  if (isItself && !isOlder && !isChanged) {
    throw new S3Error(
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
}

function toCopyResponse(bucket: Bucket, source: ObjectVersion, version: ObjectVersion): S3Response {
  const content: readonly XmlChild[] = [
    ['LastModified', new Date(version.lastModifiedMs).toISOString()],
    ['ETag', `"${version.etag}"`],
  ];
  return toXmlResponse(formatXml('CopyObjectResult', content, XML_NAMESPACE), {
    ...toVersionHeaders(bucket, version),
    ...(source.versionId === 'null' ? {} : { 'x-amz-copy-source-version-id': source.versionId }),
  });
}

export const copyObject: S3Operation = async (call) => {
  const { request, environment } = call;
  const bucket = requireBucket(environment, request.bucket);
  const key = requireKey(request);
  checkKey(key);
  const replacesMetadata = parseDirective(request.header('x-amz-metadata-directive'), 'metadata') === 'REPLACE';
  const replacesTags = parseDirective(request.header('x-amz-tagging-directive'), 'tagging') === 'REPLACE';
  const source = findCopySource(call);
  const tags = replacesTags ? readRequestTags(request) : source.version.tags;
  authorizePut(call, key, tags);
  checkChange(call, source, replacesMetadata);
  const given = parseObjectHeaders(request.header, request.headerNames);
  const encryption = parseEncryption(request.header);
  const checkLatest = createWriteCondition(request);
  const file = await environment.store.openContent(source.bucket.record.name, source.version);
  const draft = await environment.store.receive(file.createReadStream(), { digests: [] });
  const version = await storeObject(call, bucket, {
    draft,
    key,
    headers: replacesMetadata ? given : source.version.headers,
    tags,
    checksums: source.version.checksums,
    encryption,
    event: 'ObjectCreated:Copy',
    checkLatest,
  });
  return toCopyResponse(bucket, source.version, version);
};

/** PutObject. */
import { authorize } from './authorize.ts';
import { MAX_OBJECT_BYTES } from './constants.ts';
import { parseDeclaredDigests } from './declared-digests.ts';
import { parseEncryption, parseObjectHeaders } from './described-object.ts';
import { S3Error } from './errors.ts';
import type { ObjectVersion, Tag } from './object-version.ts';
import { requireBucket, requireKey, type S3Call, type S3Operation, toEmptyResponse } from './operation.ts';
import { openPayload } from './payload.ts';
import type { S3Request } from './request.ts';
import { checkKey, storeObject, toChecksumHeaders, toVersionHeaders } from './store-object.ts';
import { parseTaggingHeader } from './tags.ts';

export function readRequestTags(request: S3Request): readonly Tag[] {
  const text = request.header('x-amz-tagging');
  return text === null ? [] : parseTaggingHeader(text);
}

/** May the caller write this object with these tags? */
export function authorizePut(call: S3Call, key: string, tags: readonly Tag[]): void {
  const bucket = requireBucket(call.environment, call.request.bucket);
  const context = {
    ...Object.fromEntries(tags.map((tag) => [`s3:requestobjecttag/${tag.key.toLowerCase()}`, tag.value])),
    ...(tags.length > 0 ? { 's3:requestobjecttagkeys': tags.map((tag) => tag.key) } : {}),
  };
  authorize(call, { action: 's3:PutObject', bucket, key, context });
  if (tags.length > 0) authorize(call, { action: 's3:PutObjectTagging', bucket, key, context });
}

/**
 * `If-None-Match: *` writes only where nothing is; `If-Match` only over that very content.
 * @throws {S3Error} when If-None-Match names an ETag, which S3 does not implement; the condition throws when it does not hold.
 */
export function createWriteCondition(request: S3Request): (latest: ObjectVersion | null) => void {
  const ifNoneMatch = request.header('if-none-match');
  const ifMatch = request.header('if-match');
  if (ifNoneMatch !== null && ifNoneMatch !== '*') {
    throw new S3Error('NotImplemented', undefined, { Header: 'If-None-Match' });
  }
  return (latest) => {
    if (ifNoneMatch !== null && latest !== null) {
      throw new S3Error('PreconditionFailed', undefined, { Condition: 'If-None-Match' });
    }
    if (ifMatch === null) return;
    if (latest === null) throw new S3Error('NoSuchKey', undefined, { Key: request.key ?? '' });
    if (ifMatch.replaceAll('"', '') !== latest.etag) {
      throw new S3Error('PreconditionFailed', undefined, { Condition: 'If-Match' });
    }
  };
}

/** @throws {S3Error} when the object is too large, or a header, a digest or a condition refuses it; nothing is stored then. */
export const putObject: S3Operation = async (call) => {
  const { request, environment } = call;
  const bucket = requireBucket(environment, request.bucket);
  const key = requireKey(request);
  checkKey(key);
  const tags = readRequestTags(request);
  authorizePut(call, key, tags);
  const headers = parseObjectHeaders(request.header, request.headerNames);
  const encryption = parseEncryption(request.header);
  const declared = parseDeclaredDigests(request.header);
  const checkLatest = createWriteCondition(request);
  const payload = openPayload(call);
  if (payload.declaredLength > MAX_OBJECT_BYTES) {
    throw new S3Error('EntityTooLarge', undefined, {
      ProposedSize: String(payload.declaredLength),
      MaxSizeAllowed: String(MAX_OBJECT_BYTES),
    });
  }
  const draft = await environment.store.receive(payload.stream, { digests: declared.names });
  try {
    const checksums = declared.verify(draft.digests, payload.trailers());
    const version = await storeObject(call, bucket, {
      draft,
      key,
      headers,
      tags,
      checksums,
      encryption,
      event: 'ObjectCreated:Put',
      checkLatest,
    });
    return toEmptyResponse(200, {
      etag: `"${version.etag}"`,
      ...toVersionHeaders(bucket, version),
      ...toChecksumHeaders(version),
    });
  } finally {
    await draft.discard();
  }
};

/** GetObjectTagging, PutObjectTagging, DeleteObjectTagging. */
import { type FoundVersion, findVersion } from './find-version.ts';
import type { Tag } from './object-version.ts';
import { requireKey, type S3Call, type S3Operation, toEmptyResponse, toXmlResponse } from './operation.ts';
import { readBodyText } from './payload.ts';
import { toVersionHeaders } from './store-object.ts';
import { formatTaggingXml, parseTaggingXml } from './tags.ts';

function findTagged(call: S3Call, verb: 'Get' | 'Put' | 'Delete'): FoundVersion {
  return findVersion(call, {
    bucketName: call.request.bucket,
    key: requireKey(call.request),
    versionId: call.request.parameter('versionId'),
    action: `s3:${verb}ObjectTagging`,
    versionAction: `s3:${verb}ObjectVersionTagging`,
  });
}

function versionIdHeader({ bucket, version }: FoundVersion): Record<string, string> {
  const { 'x-amz-version-id': versionId } = toVersionHeaders(bucket, version);
  return versionId === undefined ? {} : { 'x-amz-version-id': versionId };
}

async function replaceTags(call: S3Call, found: FoundVersion, tags: readonly Tag[]): Promise<void> {
  const { store } = call.environment;
  const { bucket, version } = found;
  await store.withKey(bucket.record.name, version.key, async () => {
    const current = bucket.index.find(version.key, version.versionId);
    if (current?.sequence === version.sequence) await store.amend(bucket.record.name, { ...current, tags });
  });
}

export const getObjectTagging: S3Operation = async (call) => {
  const found = findTagged(call, 'Get');
  return toXmlResponse(formatTaggingXml(found.version.tags), versionIdHeader(found));
};

export const putObjectTagging: S3Operation = async (call) => {
  const found = findTagged(call, 'Put');
  await replaceTags(call, found, parseTaggingXml(await readBodyText(call)));
  return toEmptyResponse(200, versionIdHeader(found));
};

export const deleteObjectTagging: S3Operation = async (call) => {
  const found = findTagged(call, 'Delete');
  await replaceTags(call, found, []);
  return toEmptyResponse(204, versionIdHeader(found));
};

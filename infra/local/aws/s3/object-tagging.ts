/** GetObjectTagging, PutObjectTagging, DeleteObjectTagging. */
import { type FoundVersion, findVersion } from './find-version.ts';
import type { Tag } from './object-version.ts';
import { answerEmpty, answerXml, type Call, type Operation, requireKey } from './operation.ts';
import { readText } from './payload.ts';
import { toVersionHeaders } from './store-object.ts';
import { formatTagging, parseTagging } from './tags.ts';

function findTagged(call: Call, verb: 'Get' | 'Put' | 'Delete'): FoundVersion {
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

async function replaceTags(call: Call, found: FoundVersion, tags: readonly Tag[]): Promise<void> {
  const { store } = call.environment;
  const { bucket, version } = found;
  await store.withKey(bucket.record.name, version.key, async () => {
    const current = bucket.index.find(version.key, version.versionId);
    if (current?.sequence === version.sequence) await store.amend(bucket.record.name, { ...current, tags });
  });
}

export const getObjectTagging: Operation = async (call) => {
  const found = findTagged(call, 'Get');
  return answerXml(formatTagging(found.version.tags), versionIdHeader(found));
};

export const putObjectTagging: Operation = async (call) => {
  const found = findTagged(call, 'Put');
  await replaceTags(call, found, parseTagging(await readText(call)));
  return answerEmpty(200, versionIdHeader(found));
};

export const deleteObjectTagging: Operation = async (call) => {
  const found = findTagged(call, 'Delete');
  await replaceTags(call, found, []);
  return answerEmpty(204, versionIdHeader(found));
};

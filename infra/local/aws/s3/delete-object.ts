/** DeleteObject and DeleteObjects: a delete marker where versions are kept, a real removal where a version is named. */
import { authorize, isAuthorized } from './authorize.ts';
import type { Bucket } from './bucket.ts';
import { MAX_DELETE_KEYS, XML_NAMESPACE } from './constants.ts';
import { S3Error } from './errors.ts';
import { checkVersionId } from './find-version.ts';
import { formatEventNotifications } from './notifications.ts';
import type { ObjectVersion } from './object-version.ts';
import {
  requireBucket,
  requireKey,
  type S3Call,
  type S3Operation,
  toEmptyResponse,
  toXmlResponse,
} from './operation.ts';
import { readBodyXml } from './payload.ts';
import { toS3Event } from './s3-event.ts';
import { createVersionId, toVersioningState } from './versioning.ts';
import { filterChildren, findText, formatXml, type XmlChild, type XmlElement } from './xml.ts';

interface Target {
  readonly key: string;
  readonly versionId: string | null;
}

interface Deleted {
  /** Of the marker made, or of the version removed; null where the bucket keeps no versions. */
  readonly versionId: string | null;
  readonly isDeleteMarker: boolean;
}

function toAccess(bucket: Bucket, { key, versionId }: Target): Parameters<typeof authorize>[1] {
  return {
    action: versionId === null ? 's3:DeleteObject' : 's3:DeleteObjectVersion',
    bucket,
    key,
    context: { 's3:versionid': versionId ?? undefined },
  };
}

async function createMarker(call: S3Call, bucket: Bucket, key: string): Promise<Deleted> {
  const { store, notifier, now } = call.environment;
  const name = bucket.record.name;
  const marker: ObjectVersion = {
    key,
    versionId: createVersionId(bucket),
    sequence: store.nextSequence(),
    lastModifiedMs: now(),
    isDeleteMarker: true,
    size: 0,
    etag: '',
    encryption: '',
    headers: {},
    tags: [],
    checksums: {},
  };
  const notifications = notifier.prepare(
    toS3Event(call, { name: 'ObjectRemoved:DeleteMarkerCreated', bucket, version: marker }),
  );
  await store.commit(name, { draft: await store.createMarker(), version: marker, notifications });
  await notifier.announce(name, marker, notifications);
  return { versionId: marker.versionId, isDeleteMarker: true };
}

async function removeVersion(call: S3Call, bucket: Bucket, version: ObjectVersion): Promise<void> {
  const { store, notifier, region, accountId, now } = call.environment;
  await store.remove(bucket.record.name, version);
  const event = toS3Event(call, { name: 'ObjectRemoved:Delete', bucket, version });
  await notifier.send(formatEventNotifications(event, { region, accountId, now }));
}

function deleteTarget(call: S3Call, bucket: Bucket, target: Target): Promise<Deleted> {
  return call.environment.store.withKey(bucket.record.name, target.key, async () => {
    const isKept = toVersioningState(bucket) !== 'off';
    if (target.versionId === null && isKept) return createMarker(call, bucket, target.key);
    const version = bucket.index.find(target.key, target.versionId ?? 'null');
    if (version !== null) await removeVersion(call, bucket, version);
    return { versionId: target.versionId, isDeleteMarker: version?.isDeleteMarker ?? false };
  });
}

export const deleteObject: S3Operation = async (call) => {
  const { request, environment } = call;
  const bucket = requireBucket(environment, request.bucket);
  const target: Target = { key: requireKey(request), versionId: request.parameter('versionId') };
  if (target.versionId !== null) checkVersionId(target.versionId);
  authorize(call, toAccess(bucket, target));
  const deleted = await deleteTarget(call, bucket, target);
  return toEmptyResponse(204, {
    ...(deleted.versionId === null ? {} : { 'x-amz-version-id': deleted.versionId }),
    ...(deleted.isDeleteMarker ? { 'x-amz-delete-marker': 'true' } : {}),
  });
};

function parseTarget(element: XmlElement): Target {
  const key = findText(element, 'Key');
  if (key === null || key === '') throw new S3Error('MalformedXML');
  return { key, versionId: findText(element, 'VersionId') };
}

function formatDeleted({ key, versionId }: Target, deleted: Deleted): XmlChild {
  const marker: readonly XmlChild[] = deleted.isDeleteMarker
    ? [
        ['DeleteMarker', true],
        ['DeleteMarkerVersionId', deleted.versionId ?? 'null'],
      ]
    : [];
  return ['Deleted', [['Key', key], ...(versionId === null ? [] : [['VersionId', versionId] as const]), ...marker]];
}

function formatRefusal({ key, versionId }: Target, error: S3Error): XmlChild {
  return [
    'Error',
    [
      ['Key', key],
      ...(versionId === null ? [] : [['VersionId', versionId] as const]),
      ['Code', error.code],
      ['Message', error.message],
    ],
  ];
}

async function deleteOne(call: S3Call, bucket: Bucket, target: Target): Promise<XmlChild> {
  if (!isAuthorized(call, toAccess(bucket, target))) return formatRefusal(target, new S3Error('AccessDenied'));
  return formatDeleted(target, await deleteTarget(call, bucket, target));
}

/** @throws {S3Error} when the list has no digest, no key, or more than 1,000. */
export const deleteObjects: S3Operation = async (call) => {
  const bucket = requireBucket(call.environment, call.request.bucket);
  const { header } = call.request;
  const hasDigest = call.request.wire.headers.some(({ name }) => /^(?:content-md5|x-amz-checksum-.*)$/i.test(name));
  if (!hasDigest && header('x-amz-trailer') === null) {
    throw new S3Error('InvalidRequest', 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
  }
  const root = await readBodyXml(call, 'Delete');
  const targets = filterChildren(root, 'Object').map(parseTarget);
  if (targets.length === 0 || targets.length > MAX_DELETE_KEYS) throw new S3Error('MalformedXML');
  const results: XmlChild[] = [];
  for (const target of targets) results.push(await deleteOne(call, bucket, target));
  const isQuiet = findText(root, 'Quiet') === 'true';
  const told = isQuiet ? results.filter(([name]) => name === 'Error') : results;
  return toXmlResponse(formatXml('DeleteResult', told, XML_NAMESPACE));
};

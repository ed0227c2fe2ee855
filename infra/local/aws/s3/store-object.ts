/** The last steps of every write, the same for PUT, POST, copy and multipart: a version id, one commit, one announcement. */
import { randomBytes } from 'node:crypto';
import type { Bucket } from './bucket.ts';
import { MAX_KEY_BYTES } from './constants.ts';
import { S3Error } from './errors.ts';
import type { ObjectDraft } from './object-draft.ts';
import type { ObjectDescription, ObjectVersion } from './object-version.ts';
import type { S3Call, S3Environment } from './operation.ts';
import { toS3Event } from './s3-event.ts';
import { findChild, findText, parseXml } from './xml.ts';

export type VersioningState = 'off' | 'enabled' | 'suspended';

export function readVersioning(bucket: Bucket): VersioningState {
  const text = bucket.record.configurations.versioning;
  const root = text === undefined ? null : parseXml(text);
  const status = root === null ? null : findText(root, 'Status');
  if (status === 'Enabled') return 'enabled';
  return status === 'Suspended' ? 'suspended' : 'off';
}

function readDefaultEncryption(bucket: Bucket): string {
  const text = bucket.record.configurations.encryption;
  const root = text === undefined ? null : parseXml(text);
  const rule = root === null ? null : findChild(root, 'Rule');
  const byDefault = rule === null ? null : findChild(rule, 'ApplyServerSideEncryptionByDefault');
  // S3 encrypts every object, whatever the bucket says.
  return (byDefault === null ? null : findText(byDefault, 'SSEAlgorithm')) ?? 'AES256';
}

export function createVersionId(bucket: Bucket): string {
  return readVersioning(bucket) === 'enabled' ? randomBytes(24).toString('base64url') : 'null';
}

export function checkKey(key: string): void {
  if (Buffer.byteLength(key) > MAX_KEY_BYTES)
    throw new S3Error('KeyTooLongError', undefined, {
      Size: String(Buffer.byteLength(key)),
      MaxSizeAllowed: String(MAX_KEY_BYTES),
    });
}

export interface ObjectToStore extends ObjectDescription {
  readonly key: string;
  /** Without quotes; the MD5 of the content where it is left out. */
  readonly etag?: string;
  readonly encryption: string | null;
  /** `ObjectCreated:Put` */
  readonly event: string;
  /** Refuses the write where it throws; sees the version that would be overwritten. */
  readonly checkLatest?: (latest: ObjectVersion | null) => void;
}

function createVersion(
  bucket: Bucket,
  draft: ObjectDraft,
  object: ObjectToStore,
  environment: S3Environment,
): ObjectVersion {
  return {
    key: object.key,
    headers: object.headers,
    tags: object.tags,
    checksums: object.checksums,
    versionId: createVersionId(bucket),
    sequence: environment.store.nextSequence(),
    lastModifiedMs: environment.now(),
    isDeleteMarker: false,
    size: draft.size,
    etag: object.etag ?? draft.digests.md5?.toString('hex') ?? '',
    encryption: object.encryption ?? readDefaultEncryption(bucket),
  };
}

/** Stores a received draft, or leaves nothing of it. The version is durable and announced when this resolves. */
export async function storeObject(
  call: S3Call,
  bucket: Bucket,
  draft: ObjectDraft,
  object: ObjectToStore,
): Promise<ObjectVersion> {
  const { store, notifier } = call.environment;
  const name = bucket.record.name;
  const work = async (): Promise<{ version: ObjectVersion; notifications: string | null }> => {
    const latest = bucket.index.latest(object.key);
    object.checkLatest?.(latest?.isDeleteMarker ? null : latest);
    const version = createVersion(bucket, draft, object, call.environment);
    const notifications = notifier.prepare(toS3Event(call, { name: object.event, bucket, version }));
    await store.commit(name, draft, version, notifications);
    return { version, notifications };
  };
  try {
    const { version, notifications } = await store.withKey(name, object.key, work);
    await notifier.announce(name, version, notifications);
    return version;
  } finally {
    await draft.discard();
  }
}

/** The headers that tell of a version just written or read. */
export function toVersionHeaders(bucket: Bucket, version: ObjectVersion): Record<string, string> {
  return {
    ...(version.versionId !== 'null' || readVersioning(bucket) !== 'off'
      ? { 'x-amz-version-id': version.versionId }
      : {}),
    ...(version.isDeleteMarker ? {} : { 'x-amz-server-side-encryption': version.encryption }),
  };
}

export function toChecksumHeaders(version: ObjectVersion): Record<string, string> {
  const entries = Object.entries(version.checksums).map(([name, value]) => [`x-amz-checksum-${name}`, value]);
  return entries.length === 0 ? {} : { ...Object.fromEntries(entries), 'x-amz-checksum-type': 'FULL_OBJECT' };
}

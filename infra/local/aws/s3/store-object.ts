/** The last steps of every write, the same for PUT, POST, copy and multipart: a version id, one commit, one announcement. */
import type { Bucket } from './bucket.ts';
import { MAX_KEY_BYTES } from './constants.ts';
import { S3Error } from './errors.ts';
import type { ObjectDraft } from './object-draft.ts';
import type { ObjectDescription, ObjectVersion } from './object-version.ts';
import type { S3Call, S3Environment } from './operation.ts';
import { toS3Event } from './s3-event.ts';
import { createVersionId, toVersioningState } from './versioning.ts';

/** S3 encrypts every object, whatever the bucket says. */
function toDefaultEncryption({ record }: Bucket): string {
  return record.configurations.encryption?.algorithm ?? 'AES256';
}

/** @throws {S3Error} when the key has more than 1,024 bytes. */
export function checkKey(key: string): void {
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) {
    throw new S3Error('KeyTooLongError', undefined, {
      Size: String(Buffer.byteLength(key)),
      MaxSizeAllowed: String(MAX_KEY_BYTES),
    });
  }
}

export interface ObjectToStore extends ObjectDescription {
  readonly draft: ObjectDraft;
  readonly key: string;
  /** Without quotes; the MD5 of the content where it is left out. */
  readonly etag?: string;
  readonly encryption: string | null;
  /** `ObjectCreated:Put` */
  readonly event: string;
  /** Refuses the write where it throws; sees the version that would be overwritten. */
  readonly checkLatest?: (latest: ObjectVersion | null) => void;
}

function createVersion({ store, now }: S3Environment, bucket: Bucket, object: ObjectToStore): ObjectVersion {
  const { draft } = object;
  return {
    key: object.key,
    headers: object.headers,
    tags: object.tags,
    checksums: object.checksums,
    versionId: createVersionId(bucket),
    sequence: store.nextSequence(),
    lastModifiedMs: now(),
    isDeleteMarker: false,
    size: draft.size,
    etag: object.etag ?? draft.digests.md5?.toString('hex') ?? '',
    encryption: object.encryption ?? toDefaultEncryption(bucket),
  };
}

/**
 * A departure from AWS: the account's owner may write without anybody being told, for who fills a bucket in bulk has done already what the
 * event would have asked for.
 */
function isWithoutEvent({ request, caller }: S3Call): boolean {
  return caller.principal?.kind === 'root' && request.header('x-local-notifications') === 'off';
}

/**
 * Stores a received draft, or leaves nothing of it. The version is durable and announced when this resolves.
 * @throws {S3Error} when `checkLatest` does.
 */
export async function storeObject(call: S3Call, bucket: Bucket, object: ObjectToStore): Promise<ObjectVersion> {
  const { draft } = object;
  const { store, notifier } = call.environment;
  const name = bucket.record.name;
  const work = async (): Promise<{ version: ObjectVersion; notifications: string | null }> => {
    const latest = bucket.index.latest(object.key);
    object.checkLatest?.(latest?.isDeleteMarker ? null : latest);
    const version = createVersion(call.environment, bucket, object);
    const event = toS3Event(call, { name: object.event, bucket, version });
    const notifications = isWithoutEvent(call) ? null : notifier.prepare(event);
    await store.commit(name, { draft, version, notifications });
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
    ...(version.versionId !== 'null' || toVersioningState(bucket) !== 'off'
      ? { 'x-amz-version-id': version.versionId }
      : {}),
    ...(version.isDeleteMarker ? {} : { 'x-amz-server-side-encryption': version.encryption }),
  };
}

export function toChecksumHeaders(version: ObjectVersion): Record<string, string> {
  const entries = Object.entries(version.checksums).map(([name, value]) => [`x-amz-checksum-${name}`, value]);
  return entries.length === 0 ? {} : { ...Object.fromEntries(entries), 'x-amz-checksum-type': 'FULL_OBJECT' };
}

/**
 * Buckets and objects on disk. A version is one folder (`version.json`, `content`, and `notifications.json` until its
 * events are taken over) that appears by one rename after all in it is synced: a kill at any moment leaves either the
 * whole version or none. The index in memory is rebuilt from the folders at start.
 *
 *     buckets/NAME/bucket.json
 *     buckets/NAME/versions/SEQUENCE/…
 *     drafts/…                          emptied at start
 */
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ENDLESS_ROOM } from '../disk-room.ts';
import { replaceFile, syncFolder } from '../durable-file.ts';
import { type Bucket, type BucketRecord, formatBucketRecord } from './bucket.ts';
import { type ConfigurationKind, type ConfigurationValues, withConfiguration } from './bucket-configurations.ts';
import { findHighestSequence, loadBuckets, mapInParts, readTextIfThere } from './load-buckets.ts';
import {
  CONTENT_FILE,
  createEmptyDraft,
  NOTIFICATIONS_FILE,
  type ObjectDraft,
  type ObjectDraftOptions,
  RECORD_FILE,
  receiveDraft,
} from './object-draft.ts';
import { formatFolderName, type ObjectVersion } from './object-version.ts';
import { createSerialQueue, type SerialQueue } from './serial-queue.ts';
import { createVersionIndex, type VersionIndex } from './version-index.ts';

/** A version that is stored, with what must still be announced of it. */
export interface PendingNotifications {
  readonly bucket: string;
  readonly version: ObjectVersion;
  readonly notifications: string;
}

/** What becomes one version at once. */
export interface VersionWrite {
  readonly draft: ObjectDraft;
  readonly version: ObjectVersion;
  /** What to announce of it; null for nothing. */
  readonly notifications: string | null;
}

export interface S3Store {
  listBuckets(): readonly Bucket[];
  findBucket(name: string): Bucket | null;
  createBucket(record: BucketRecord): Promise<void>;
  deleteBucket(name: string): Promise<void>;
  /** Sets a configuration, or removes it with null. */
  configure<K extends ConfigurationKind>(name: string, kind: K, value: ConfigurationValues[K] | null): Promise<void>;
  receive(source: AsyncIterable<Buffer>, options: ObjectDraftOptions): Promise<ObjectDraft>;
  createMarker(): Promise<ObjectDraft>;
  /** Larger than any sequence given before, in this run or an earlier one. */
  nextSequence(): number;
  /** Lets one write to a key follow another; what `work` reads of the key stays true while it runs. */
  withKey<T>(bucket: string, key: string, work: () => Promise<T>): Promise<T>;
  /** Makes a draft a version; a version of the same id (`null`) goes. Call it inside `withKey`. */
  commit(bucket: string, write: VersionWrite): Promise<void>;
  /** Rewrites a version's record in its place. */
  amend(bucket: string, version: ObjectVersion): Promise<void>;
  remove(bucket: string, version: ObjectVersion): Promise<void>;
  openContent(bucket: string, version: ObjectVersion): Promise<FileHandle>;
  listPendingNotifications(): Promise<readonly PendingNotifications[]>;
  forgetNotifications(bucket: string, version: ObjectVersion): Promise<void>;
}

/** What the parts of the store work on. */
interface StoreState {
  readonly bucketsFolder: string;
  readonly buckets: Map<string, Bucket>;
  readonly enqueue: SerialQueue;
}

type BucketMethods = Pick<S3Store, 'listBuckets' | 'findBucket' | 'createBucket' | 'deleteBucket' | 'configure'>;

function createBucketMethods({ bucketsFolder, buckets, enqueue }: StoreState): BucketMethods {
  return {
    listBuckets: () => [...buckets.values()],
    findBucket: (name) => buckets.get(name) ?? null,
    createBucket: async (record) => {
      const folder = join(bucketsFolder, record.name);
      await mkdir(join(folder, 'versions'), { recursive: true });
      await replaceFile(join(folder, 'bucket.json'), formatBucketRecord(record));
      await syncFolder(bucketsFolder);
      buckets.set(record.name, { record, index: createVersionIndex() });
    },
    deleteBucket: async (name) => {
      buckets.delete(name);
      await rm(join(bucketsFolder, name), { recursive: true, force: true });
      await syncFolder(bucketsFolder);
    },
    configure: (name, kind, value) =>
      enqueue(`configure ${name}`, async () => {
        const bucket = buckets.get(name);
        if (bucket === undefined) return;
        const configurations = withConfiguration(bucket.record.configurations, kind, value);
        const record = { ...bucket.record, configurations };
        await replaceFile(join(bucketsFolder, name, 'bucket.json'), formatBucketRecord(record));
        buckets.set(name, { ...bucket, record });
      }),
  };
}

type VersionMethods = Pick<S3Store, 'commit' | 'amend' | 'remove' | 'openContent'>;

function toVersionFolder({ bucketsFolder }: StoreState, bucket: string, version: ObjectVersion): string {
  return join(bucketsFolder, bucket, 'versions', formatFolderName(version));
}

function createVersionMethods(state: StoreState): VersionMethods {
  const indexOf = (bucket: string): VersionIndex => {
    const found = state.buckets.get(bucket);
    if (found === undefined) throw new TypeError(`no such bucket: ${bucket}`);
    return found.index;
  };
  const remove = async (bucket: string, version: ObjectVersion): Promise<void> => {
    const folder = toVersionFolder(state, bucket, version);
    // The record goes first: without it the rest of the folder is no version any more.
    await rm(join(folder, RECORD_FILE), { force: true });
    await syncFolder(folder);
    indexOf(bucket).remove(version);
    await rm(folder, { recursive: true, force: true });
  };
  return {
    commit: async (bucket, { draft, version, notifications }) => {
      const index = indexOf(bucket);
      const replaced = index.find(version.key, version.versionId);
      await draft.seal(JSON.stringify(version), notifications);
      await draft.moveTo(toVersionFolder(state, bucket, version));
      index.put(version);
      if (replaced !== null) await remove(bucket, replaced);
    },
    amend: async (bucket, version) => {
      await replaceFile(join(toVersionFolder(state, bucket, version), RECORD_FILE), JSON.stringify(version));
      indexOf(bucket).put(version);
    },
    remove,
    openContent: (bucket, version) => open(join(toVersionFolder(state, bucket, version), CONTENT_FILE), 'r'),
  };
}

type NotificationMethods = Pick<S3Store, 'listPendingNotifications' | 'forgetNotifications'>;

function createNotificationMethods(state: StoreState): NotificationMethods {
  const toPath = (bucket: string, version: ObjectVersion): string =>
    join(toVersionFolder(state, bucket, version), NOTIFICATIONS_FILE);
  return {
    listPendingNotifications: async () => {
      const found: PendingNotifications[] = [];
      for (const [bucket, { index }] of state.buckets) {
        const versions = [...index.keysFrom('')].flatMap((key) => index.versionsOf(key));
        await mapInParts(versions, async (version) => {
          const notifications = await readTextIfThere(toPath(bucket, version));
          if (notifications !== null) found.push({ bucket, version, notifications });
        });
      }
      return found.sort((left, right) => left.version.sequence - right.version.sequence);
    },
    forgetNotifications: (bucket, version) => rm(toPath(bucket, version), { force: true }),
  };
}

/**
 * Opens the store in a folder of its own, making it where it is missing. `now` in Unix milliseconds.
 * @throws {TypeError} when a bucket's configuration is none that this version can read.
 */
export async function openStore(dataDir: string, now: () => number, room = ENDLESS_ROOM): Promise<S3Store> {
  const bucketsFolder = join(dataDir, 'buckets');
  const draftsFolder = join(dataDir, 'drafts');
  await rm(draftsFolder, { recursive: true, force: true });
  await mkdir(draftsFolder, { recursive: true });
  await mkdir(bucketsFolder, { recursive: true });
  await syncFolder(dataDir);
  const buckets = await loadBuckets(bucketsFolder);
  const state: StoreState = { bucketsFolder, buckets, enqueue: createSerialQueue() };
  let lastSequence = findHighestSequence(buckets.values());
  return {
    ...createBucketMethods(state),
    ...createVersionMethods(state),
    ...createNotificationMethods(state),
    receive: async (source, options) => {
      room.check();
      const checkSize = (size: number) => {
        room.check();
        options.checkSize?.(size);
      };
      return receiveDraft(draftsFolder, source, { ...options, checkSize });
    },
    createMarker: () => createEmptyDraft(draftsFolder),
    nextSequence: () => {
      lastSequence = Math.max(lastSequence + 1, now() * 1000);
      return lastSequence;
    },
    withKey: (bucket, key, work) => state.enqueue(`key ${bucket}/${key}`, work),
  };
}

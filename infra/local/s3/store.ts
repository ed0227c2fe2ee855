/**
 * Buckets and objects on disk. A version is one folder (`version.json`, `content`, and `notifications.json` until its
 * events are taken over) that appears by one rename after all in it is synced: a kill at any moment leaves either the
 * whole version or none. The index in memory is rebuilt from the folders at start.
 *
 *     buckets/NAME/bucket.json
 *     buckets/NAME/versions/SEQUENCE/…
 *     drafts/…                          emptied at start
 */
import { type FileHandle, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Bucket, type BucketRecord, type ConfigurationKind, parseBucketRecord } from './bucket.ts';
import type { DigestName } from './checksums.ts';
import { CONTENT_FILE, createEmptyDraft, type Draft, NOTIFICATIONS_FILE, RECORD_FILE, receiveDraft } from './draft.ts';
import { moveDurably, replaceFile, syncFolder } from './durable-file.ts';
import { formatFolderName, type ObjectVersion, parseObjectVersion } from './object-version.ts';
import { createVersionIndex } from './version-index.ts';

/** A version that is stored, with what must still be announced of it. */
export interface Unannounced {
  readonly bucket: string;
  readonly version: ObjectVersion;
  readonly notifications: string;
}

export interface S3Store {
  listBuckets(): readonly Bucket[];
  findBucket(name: string): Bucket | null;
  createBucket(record: BucketRecord): Promise<void>;
  deleteBucket(name: string): Promise<void>;
  /** Sets a configuration, or removes it with null. */
  configure(name: string, kind: ConfigurationKind, text: string | null): Promise<void>;
  receive(
    source: AsyncIterable<Buffer>,
    options: { readonly digests: readonly DigestName[]; readonly checkSize?: (size: number) => void },
  ): Promise<Draft>;
  createMarker(): Promise<Draft>;
  /** Larger than any sequence given before, in this run or an earlier one. */
  nextSequence(): number;
  /** Lets one write to a key follow another; what `work` reads of the key stays true while it runs. */
  withKey<T>(bucket: string, key: string, work: () => Promise<T>): Promise<T>;
  /** Makes a draft a version; a version of the same id (`null`) goes. Call it inside `withKey`. */
  commit(bucket: string, draft: Draft, version: ObjectVersion, notifications: string | null): Promise<void>;
  /** Rewrites a version's record in its place. */
  amend(bucket: string, version: ObjectVersion): Promise<void>;
  remove(bucket: string, version: ObjectVersion): Promise<void>;
  openContent(bucket: string, version: ObjectVersion): Promise<FileHandle>;
  listUnannounced(): Promise<readonly Unannounced[]>;
  forgetNotifications(bucket: string, version: ObjectVersion): Promise<void>;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

async function readTextIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) {
      return null;
    }
    throw error;
  }
}

async function loadVersions(folder: string): Promise<readonly ObjectVersion[]> {
  const versions: ObjectVersion[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const text = await readTextIfThere(join(folder, name, RECORD_FILE));
    if (text === null) {
      // What a kill during a removal left.
      await rm(join(folder, name), { recursive: true, force: true });
      continue;
    }
    const version = parseObjectVersion(text);
    if (version !== null) {
      versions.push(version);
    }
  }
  return versions;
}

async function loadBuckets(bucketsFolder: string): Promise<Map<string, Bucket>> {
  const buckets = new Map<string, Bucket>();
  for (const name of (await readdir(bucketsFolder)).sort()) {
    const text = await readTextIfThere(join(bucketsFolder, name, 'bucket.json'));
    const record = text === null ? null : parseBucketRecord(text);
    if (record === null) {
      continue;
    }
    const index = createVersionIndex();
    const versionsFolder = join(bucketsFolder, name, 'versions');
    for (const version of await loadVersions(versionsFolder)) {
      // A kill between the two steps of an overwrite leaves two versions of one id: the newer one counts.
      const older = index.find(version.key, version.versionId);
      if (older !== null) {
        index.remove(older);
        await rm(join(versionsFolder, formatFolderName(older)), { recursive: true, force: true });
      }
      index.put(version);
    }
    buckets.set(name, { record, index });
  }
  return buckets;
}

function findHighestSequence(buckets: Iterable<Bucket>): number {
  let highest = 0;
  for (const { index } of buckets) {
    for (const key of index.keys()) {
      highest = Math.max(highest, index.latest(key)?.sequence ?? 0);
    }
  }
  return highest;
}

/** Runs works of one name one after another. */
function createQueues(): <T>(name: string, work: () => Promise<T>) => Promise<T> {
  const tails = new Map<string, Promise<unknown>>();
  return async (name, work) => {
    const before = tails.get(name) ?? Promise.resolve();
    const mine = before.then(work, work);
    tails.set(name, mine);
    try {
      return await mine;
    } finally {
      if (tails.get(name) === mine) {
        tails.delete(name);
      }
    }
  };
}

/** Opens the store in a folder of its own, making it where it is missing. `now` in Unix milliseconds. */
export async function openStore(dataDir: string, now: () => number): Promise<S3Store> {
  const bucketsFolder = join(dataDir, 'buckets');
  const draftsFolder = join(dataDir, 'drafts');
  await rm(draftsFolder, { recursive: true, force: true });
  await mkdir(draftsFolder, { recursive: true });
  await mkdir(bucketsFolder, { recursive: true });
  await syncFolder(dataDir);
  const buckets = await loadBuckets(bucketsFolder);
  const enqueue = createQueues();
  let lastSequence = findHighestSequence(buckets.values());

  const folderOf = (bucket: string, version: ObjectVersion): string =>
    join(bucketsFolder, bucket, 'versions', formatFolderName(version));
  const indexOf = (bucket: string): Bucket['index'] => {
    const found = buckets.get(bucket);
    if (found === undefined) {
      throw new TypeError(`no such bucket: ${bucket}`);
    }
    return found.index;
  };
  const remove = async (bucket: string, version: ObjectVersion): Promise<void> => {
    const folder = folderOf(bucket, version);
    // The record goes first: without it the rest of the folder is no version any more.
    await rm(join(folder, RECORD_FILE), { force: true });
    await syncFolder(folder);
    indexOf(bucket).remove(version);
    await rm(folder, { recursive: true, force: true });
  };

  return {
    listBuckets: () => [...buckets.values()],
    findBucket: (name) => buckets.get(name) ?? null,
    createBucket: async (record) => {
      const folder = join(bucketsFolder, record.name);
      await mkdir(join(folder, 'versions'), { recursive: true });
      await replaceFile(join(folder, 'bucket.json'), JSON.stringify(record));
      await syncFolder(bucketsFolder);
      buckets.set(record.name, { record, index: createVersionIndex() });
    },
    deleteBucket: async (name) => {
      buckets.delete(name);
      await rm(join(bucketsFolder, name), { recursive: true, force: true });
      await syncFolder(bucketsFolder);
    },
    configure: (name, kind, text) =>
      enqueue(`configure ${name}`, async () => {
        const bucket = buckets.get(name);
        if (bucket === undefined) {
          return;
        }
        const { [kind]: _, ...others } = bucket.record.configurations;
        const configurations = text === null ? others : { ...others, [kind]: text };
        const record = { ...bucket.record, configurations };
        await replaceFile(join(bucketsFolder, name, 'bucket.json'), JSON.stringify(record));
        buckets.set(name, { ...bucket, record });
      }),
    receive: (source, options) => receiveDraft(draftsFolder, source, options),
    createMarker: () => createEmptyDraft(draftsFolder),
    nextSequence: () => {
      lastSequence = Math.max(lastSequence + 1, now() * 1000);
      return lastSequence;
    },
    withKey: (bucket, key, work) => enqueue(`key ${bucket}/${key}`, work),
    commit: async (bucket, draft, version, notifications) => {
      const index = indexOf(bucket);
      const replaced = index.find(version.key, version.versionId);
      await draft.seal(JSON.stringify(version), notifications);
      await moveDurably(draft.folder, folderOf(bucket, version));
      index.put(version);
      if (replaced !== null) {
        await remove(bucket, replaced);
      }
    },
    amend: async (bucket, version) => {
      await replaceFile(join(folderOf(bucket, version), RECORD_FILE), JSON.stringify(version));
      indexOf(bucket).put(version);
    },
    remove,
    openContent: (bucket, version) => open(join(folderOf(bucket, version), CONTENT_FILE), 'r'),
    listUnannounced: async () => {
      const found: Unannounced[] = [];
      for (const [bucket, { index }] of buckets) {
        for (const version of index.keys().flatMap((key) => index.versionsOf(key))) {
          const notifications = await readTextIfThere(join(folderOf(bucket, version), NOTIFICATIONS_FILE));
          if (notifications !== null) {
            found.push({ bucket, version, notifications });
          }
        }
      }
      return found.sort((left, right) => left.version.sequence - right.version.sequence);
    },
    forgetNotifications: (bucket, version) => rm(join(folderOf(bucket, version), NOTIFICATIONS_FILE), { force: true }),
  };
}

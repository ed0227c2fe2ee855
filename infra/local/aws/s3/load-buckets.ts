/** Rebuilds the buckets and their indexes from the folders, and clears away what a kill left half done. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DataFileError } from '../data-file-error.ts';
import { type Bucket, parseBucketRecord } from './bucket.ts';
import { RECORD_FILE } from './object-draft.ts';
import { formatFolderName, type ObjectVersion, parseObjectVersion } from './object-version.ts';
import { createVersionIndex, type VersionIndex } from './version-index.ts';

/**
 * Reads a file; null where it is not there.
 * @throws {Error} when it is there and cannot be read.
 */
export async function readTextIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Reads the records below a bucket's `versions`, oldest first.
 * @throws {DataFileError} when one is damaged: without it an object that had its response would be gone without a word
 */
async function loadVersions(folder: string): Promise<readonly ObjectVersion[]> {
  const names = (await readdir(folder)).sort();
  const versions = await mapInParts(names, async (name) => {
    const path = join(folder, name, RECORD_FILE);
    const text = await readTextIfThere(path);
    if (text === null) {
      // What a kill during a removal left.
      await rm(join(folder, name), { recursive: true, force: true });
      return null;
    }
    const version = parseObjectVersion(text);
    if (version === null) throw new DataFileError(path, new SyntaxError('no record of a version'));
    return version;
  });
  return versions.filter((version) => version !== null);
}

/** Files that are read at once. */
const FILES_AT_ONCE = 64;

/**
 * Maps a long list in order, some items at a time.
 * @throws {Error} when `work` does
 */
export async function mapInParts<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += FILES_AT_ONCE) {
    results.push(...(await Promise.all(items.slice(at, at + FILES_AT_ONCE).map(work))));
  }
  return results;
}

async function loadIndex(folder: string): Promise<VersionIndex> {
  const index = createVersionIndex();
  for (const version of await loadVersions(folder)) {
    // A kill between the two steps of an overwrite leaves two versions of one id: the newer one counts.
    const older = index.find(version.key, version.versionId);
    if (older !== null) {
      index.remove(older);
      await rm(join(folder, formatFolderName(older)), { recursive: true, force: true });
    }
    index.put(version);
  }
  return index;
}

/** @throws {DataFileError} when the record of a bucket or of a version is damaged */
export async function loadBuckets(bucketsFolder: string): Promise<Map<string, Bucket>> {
  const buckets = new Map<string, Bucket>();
  for (const name of (await readdir(bucketsFolder)).sort()) {
    const path = join(bucketsFolder, name, 'bucket.json');
    const text = await readTextIfThere(path);
    if (text === null) continue;
    const record = parseBucketRecord(text);
    if (record === null) throw new DataFileError(path, new SyntaxError('no record of a bucket'));
    buckets.set(name, { record, index: await loadIndex(join(bucketsFolder, name, 'versions')) });
  }
  return buckets;
}

export function findHighestSequence(buckets: Iterable<Bucket>): number {
  let highest = 0;
  for (const { index } of buckets) {
    for (const key of index.keysFrom('')) highest = Math.max(highest, index.latest(key)?.sequence ?? 0);
  }
  return highest;
}

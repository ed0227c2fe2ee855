/** The versions of one bucket's objects, in memory: rebuilt from disk at start, read by listings and look-ups. */
import type { ObjectVersion } from './object-version.ts';

export interface VersionIndex {
  /** The newest version, which may be a delete marker; null of an unknown key. */
  latest(key: string): ObjectVersion | null;
  find(key: string, versionId: string): ObjectVersion | null;
  /** Newest first. */
  versionsOf(key: string): readonly ObjectVersion[];
  /** Every key that has a version, in the order of its UTF-8 bytes. */
  keys(): readonly string[];
  isEmpty(): boolean;
  /** Adds a version or, where its sequence is known, puts it in the place of the older record. */
  put(version: ObjectVersion): void;
  remove(version: ObjectVersion): void;
}

function compareKeys(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

export function createVersionIndex(): VersionIndex {
  const byKey = new Map<string, readonly ObjectVersion[]>();
  let sorted: readonly string[] | null = [];
  const versionsOf = (key: string): readonly ObjectVersion[] => byKey.get(key) ?? [];
  return {
    latest: (key) => versionsOf(key)[0] ?? null,
    find: (key, versionId) => versionsOf(key).find((version) => version.versionId === versionId) ?? null,
    versionsOf,
    keys: () => {
      sorted ??= [...byKey.keys()].sort(compareKeys);
      return sorted;
    },
    isEmpty: () => byKey.size === 0,
    put: (version) => {
      const others = versionsOf(version.key).filter(({ sequence }) => sequence !== version.sequence);
      if (!byKey.has(version.key)) sorted = null;
      byKey.set(
        version.key,
        [...others, version].sort((left, right) => right.sequence - left.sequence),
      );
    },
    remove: ({ key, sequence }) => {
      const rest = versionsOf(key).filter((version) => version.sequence !== sequence);
      if (rest.length > 0) {
        byKey.set(key, rest);
        return;
      }
      byKey.delete(key);
      sorted = null;
    },
  };
}

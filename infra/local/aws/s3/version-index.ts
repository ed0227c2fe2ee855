/**
 * The versions of one bucket's objects, in memory: rebuilt from disk at start, read by listings and look-ups. A listing costs what
 * it lists, however many keys there are.
 */
import type { ObjectVersion } from './object-version.ts';

export interface VersionIndex {
  /** The newest version, which may be a delete marker; null of an unknown key. */
  latest(key: string): ObjectVersion | null;
  find(key: string, versionId: string): ObjectVersion | null;
  /** Newest first. */
  versionsOf(key: string): readonly ObjectVersion[];
  /** Every key from this one on that has a version, in the order of its UTF-8 bytes. */
  keysFrom(first: string): Iterable<string>;
  isEmpty(): boolean;
  /** Adds a version or, where its sequence is known, puts it in the place of the older record. */
  put(version: ObjectVersion): void;
  remove(version: ObjectVersion): void;
}

/**
 * Compares by UTF-8 bytes. UTF-16 has the same order but for characters beyond the first 65,536, whose halves are smaller than the last of those.
 */
export function compareKeys(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const [one, other] = [left.charCodeAt(at), right.charCodeAt(at)];
    if (one !== other) return toByteOrder(one) - toByteOrder(other);
  }
  return left.length - right.length;
}

const FIRST_SURROGATE = 0xd800;
const LAST_SURROGATE = 0xdfff;

function toByteOrder(unit: number): number {
  return unit >= FIRST_SURROGATE && unit <= LAST_SURROGATE ? unit + 0x10000 : unit;
}

/** Sorted keys. What was added is sorted in when somebody asks, all at once. */
function createSortedKeys() {
  let sorted: string[] = [];
  let added: string[] = [];
  const find = (key: string) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareKeys(sorted[middle] ?? '', key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const settle = () => {
    if (added.length > MOST_INSERTED) sorted = [...sorted, ...added].sort(compareKeys);
    else for (const key of added) sorted.splice(find(key), 0, key);
    added = [];
  };
  return {
    add: (key: string) => void added.push(key),
    remove: (key: string) => {
      settle();
      const at = find(key);
      if (sorted[at] === key) sorted.splice(at, 1);
    },
    *from(first: string): Generator<string> {
      settle();
      const keys = sorted;
      for (let at = find(first); at < keys.length; at += 1) yield keys[at] ?? '';
    },
  };
}

/** More than these are sorted in faster by sorting all. */
const MOST_INSERTED = 64;

export function createVersionIndex(): VersionIndex {
  const byKey = new Map<string, readonly ObjectVersion[]>();
  const sorted = createSortedKeys();
  const versionsOf = (key: string): readonly ObjectVersion[] => byKey.get(key) ?? [];
  return {
    latest: (key) => versionsOf(key)[0] ?? null,
    find: (key, versionId) => versionsOf(key).find((version) => version.versionId === versionId) ?? null,
    versionsOf,
    keysFrom: sorted.from,
    isEmpty: () => byKey.size === 0,
    put: (version) => {
      const others = versionsOf(version.key).filter(({ sequence }) => sequence !== version.sequence);
      if (!byKey.has(version.key)) sorted.add(version.key);
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
      if (byKey.delete(key)) sorted.remove(key);
    },
  };
}

/** The uploads bucket in memory, with versions, delete markers and tags, as a PhotoStore; it passes the same cases as the real one. */
import { hash } from 'node:crypto';
import type { PhotoVersion } from '../../../origin/core/photo-version.ts';
import type { PhotoStore } from '../../../origin/core/ports.ts';
import { isNamed } from '../../../origin/core/to-photo-file.ts';
import { parseFileFacts } from '../../../origin/file-facts.ts';
import { formatPhotoKey, type PhotoName, parsePhotoKey } from '../../../origin/photo-key.ts';
import { formatMoveKey, type PhotoMove } from '../../../origin/photo-move.ts';
import { addArrival, type EditedFacts, OBJECT_METADATA } from '../../../origin/records.ts';

interface MemoryVersion {
  readonly versionId: string;
  readonly storedAtMs: number;
  /** Null: a delete marker. */
  readonly bytes: Uint8Array | null;
  readonly metadata: Readonly<Record<string, string>>;
  edits: EditedFacts | null;
}

export interface MemoryBucketStore {
  readonly store: PhotoStore;
  /** Stores a version; its event is for the caller to deliver. */
  put(key: string, bytes: Uint8Array, metadata: Readonly<Record<string, string>>): PhotoVersion;
  /** Keys that a reader gets now. */
  listCurrent(prefix: string): readonly string[];
  /** All keys that have a version with bytes, and when a delete marker came over them last. */
  listKeys(prefix: string): readonly { readonly key: string; readonly hiddenAt: string | null }[];
  versionsOf(key: string): readonly PhotoVersion[];
  /** What was written of moves. */
  listMoves(): readonly PhotoMove[];
  /** Tags what stands under a key now; nothing where nothing does. */
  setTags(key: string, edits: EditedFacts): void;
}

type Added = Pick<MemoryVersion, 'bytes' | 'metadata' | 'edits'>;

/** Stacks of versions by key, the last on top. */
class Stacks {
  readonly #objects = new Map<string, MemoryVersion[]>();
  readonly #now: () => number;
  #count = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  of(key: string): readonly MemoryVersion[] {
    return this.#objects.get(key) ?? [];
  }

  find({ key, versionId }: PhotoVersion): MemoryVersion | undefined {
    return this.of(key).find((one) => one.versionId === versionId && one.bytes);
  }

  add(key: string, added: Added): PhotoVersion {
    this.#count += 1;
    const versionId = `v${this.#count}`;
    const version = { versionId, storedAtMs: Math.floor(this.#now() / 1000) * 1000, ...added };
    this.#objects.set(key, [...this.of(key), version]);
    return toVersion(key, versionId);
  }

  drop(key: string, isDropped: (version: MemoryVersion) => boolean): void {
    this.#objects.set(
      key,
      this.of(key).filter((version) => !isDropped(version)),
    );
  }

  isCurrent(key: string): boolean {
    return (this.of(key).at(-1)?.bytes ?? null) !== null;
  }

  keysWith(prefix: string): readonly string[] {
    return [...this.#objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  versionsOf(key: string): readonly PhotoVersion[] {
    return this.of(key).flatMap(({ versionId, bytes }) => (bytes ? [toVersion(key, versionId)] : []));
  }
}

/** What S3 would tell the pipeline of. */
export interface MemoryEvents {
  /** Gets the versions that copies have made. */
  readonly onCopy: (version: PhotoVersion) => void;
  /** Gets the photos whose moves were written. */
  readonly onMove: (photo: PhotoName) => void;
}

export function createMemoryBucketStore(now: () => number, { onCopy, onMove }: MemoryEvents): MemoryBucketStore {
  const stacks = new Stacks(now);
  const moves = new Map<string, PhotoMove>();
  const leftAtMs = new Map<string, number>();
  const reading = createReading(stacks);
  return {
    store: {
      ...reading,
      ...createChanging(stacks, onCopy),
      copyToJob: (version, jobId, edits) => copyToJob(stacks, { version, jobId, edits, onCopy, leftAtMs }),
      readMove: async (photo) => moves.get(formatMoveKey(photo)) ?? null,
      async writeMove(move) {
        moves.set(formatMoveKey(move), move);
        leftAtMs.set(formatMoveKey(move), Math.floor(now() / 1000) * 1000);
        onMove({ jobId: move.jobId, photoId: move.photoId });
      },
    },
    listMoves: () => [...moves.values()],
    put: (key, bytes, metadata) => stacks.add(key, { bytes, metadata, edits: null }),
    listCurrent: (prefix) => stacks.keysWith(prefix).filter((key) => stacks.isCurrent(key)),
    listKeys: (prefix) =>
      stacks
        .keysWith(prefix)
        .filter((key) => stacks.versionsOf(key).length > 0)
        .map((key) => {
          const marker = stacks.of(key).findLast(({ bytes }) => bytes === null);
          return { key, hiddenAt: marker ? new Date(marker.storedAtMs).toISOString() : null };
        }),
    versionsOf: (key) => stacks.versionsOf(key),
    setTags(key, edits) {
      const last = stacks.of(key).at(-1);
      if (last?.bytes) last.edits = toEdits(edits);
    },
  };
}

type Moving = 'copyToJob' | 'readMove' | 'writeMove';
type Reading = 'read' | 'readFacts' | 'list' | 'readEdits' | 'hasDerived';

function createReading(stacks: Stacks): Pick<PhotoStore, Reading> {
  return {
    async read(version) {
      const found = stacks.find(version);
      if (!found?.bytes) return null;
      const { bytes, metadata, storedAtMs, versionId } = found;
      const storedAt = new Date(storedAtMs).toISOString();
      return { bytes, length: bytes.length, sha256: hash('sha256', bytes), storedAt, versionId, metadata };
    },
    async readFacts(version) {
      const found = stacks.find(version);
      if (!found?.bytes) return null;
      const { bytes, metadata, storedAtMs } = found;
      return { length: bytes.length, storedAt: new Date(storedAtMs).toISOString(), metadata };
    },
    list: async (prefix) =>
      stacks
        .keysWith(prefix)
        .flatMap((key) => stacks.versionsOf(key))
        .filter(isNamed),
    readEdits: async (version) => stacks.find(version)?.edits ?? null,
    hasDerived: async (key) => stacks.isCurrent(key),
  };
}

function createChanging(stacks: Stacks, onCopy: (version: PhotoVersion) => void): Omit<PhotoStore, Reading | Moving> {
  return {
    async writeEdits(version, edits) {
      const found = stacks.find(version);
      if (found) found.edits = toEdits(edits);
    },
    async nameByBytes(version, { sha256, storedAt, metadata, bytes }) {
      const edits = stacks.find(version)?.edits ?? null;
      const named = addArrival(metadata, storedAt);
      const copy = stacks.add(formatPhotoKey({ ...version, sha256 }), { bytes, metadata: named, edits });
      onCopy(copy);
      return copy;
    },
    removeOrHide: async ({ key, versionId }) => stacks.drop(key, (version) => version.versionId === versionId),
    remove: async ({ key, versionId }) => stacks.drop(key, (version) => version.versionId === versionId),
    async hide(keys) {
      const current = keys.filter((key) => stacks.isCurrent(key));
      for (const key of current) stacks.add(key, { bytes: null, metadata: {}, edits: null });
    },
    async show(keys) {
      for (const key of keys) stacks.drop(key, ({ bytes }) => bytes === null);
    },
    async writeDerived({ key, bytes }) {
      if (!stacks.isCurrent(key)) stacks.add(key, { bytes, metadata: {}, edits: null });
    },
  };
}

interface Copying {
  readonly version: PhotoVersion;
  readonly jobId: string;
  readonly edits: EditedFacts;
  readonly onCopy: MemoryEvents['onCopy'];
  /** When photos last left jobs, by the keys of what was written of it. */
  readonly leftAtMs: ReadonlyMap<string, number>;
}

async function copyToJob(stacks: Stacks, { version, jobId, edits, onCopy, leftAtMs }: Copying): Promise<void> {
  const found = stacks.find(version);
  if (!found?.bytes) return;
  const key = formatPhotoKey({ ...version, jobId });
  const arrivedAt = toArrival(found);
  const leftAt = leftAtMs.get(formatMoveKey({ ...version, jobId })) ?? 0;
  const stays = ({ bytes, storedAtMs }: MemoryVersion) => bytes !== null && storedAtMs > leftAt;
  if (stacks.of(key).some((one) => stays(one) && toArrival(one) === arrivedAt)) {
    stacks.drop(key, ({ bytes }) => bytes === null);
    return;
  }
  const metadata = addArrival(found.metadata, arrivedAt);
  onCopy(stacks.add(key, { bytes: found.bytes, metadata, edits: toEdits(edits) }));
}

function toArrival({ metadata, storedAtMs }: MemoryVersion): string {
  return parseFileFacts(metadata[OBJECT_METADATA.part]).arrivedAt ?? new Date(storedAtMs).toISOString();
}

/** As the tags keep it. */
function toEdits({ title, stage, revision, deleted_at }: EditedFacts): EditedFacts {
  return { title, stage, revision, ...(deleted_at === undefined ? {} : { deleted_at }) };
}

/** Also of a derived image, which is no file of a photo. */
function toVersion(key: string, versionId: string): PhotoVersion {
  const name = parsePhotoKey(key) ?? { jobId: '', photoId: '', type: 'image/jpeg' as const, sha256: null };
  return { ...name, key, versionId };
}

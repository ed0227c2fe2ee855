/** What every PhotoStore does. The real bucket and the one in memory are held to the same cases. */
import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { PhotoVersion } from '../../../origin/core/photo-version.ts';
import type { PhotoStore } from '../../../origin/core/ports.ts';
import { formatPhotoKey, formatThumbKey } from '../../../origin/photo-key.ts';

export interface StoreUnderTest {
  readonly store: PhotoStore;
  put(key: string, bytes: Uint8Array, metadata: Readonly<Record<string, string>>): Promise<PhotoVersion>;
  /** Whether a reader of the key gets something. */
  exists(key: string): Promise<boolean>;
}

const EDITS = { title: 'edited „so“', stage: 'after', revision: 2 } as const;
let photos = 0;

/** Of a photo of its own. */
function nameKey(bytes: Uint8Array | null) {
  photos += 1;
  const photoId = `00000000-0000-8000-8000-${String(photos).padStart(12, '0')}`;
  const name = { jobId: 'j-1', photoId, type: 'image/jpeg' } as const;
  return { name, key: formatPhotoKey({ ...name, sha256: bytes && hash('sha256', bytes) }) };
}

const one = Buffer.from('one');

export function describePhotoStore(title: string, open: () => StoreUnderTest): void {
  describe(title, () => {
    describeReading(open);
    describeChanging(open);
    describeMoving(open);
    describeHiding(open);
  });
}

function describeReading(open: () => StoreUnderTest): void {
  it('reads bytes, hash, time and metadata of that very version', async () => {
    const { store, put } = open();
    const { key } = nameKey(null);
    const version = await put(key, one, { job: 'j-1' });
    await put(key, Buffer.from('two'), { job: 'j-2' });
    const photo = await store.read(version);
    expect(photo).toMatchObject({ length: 3, sha256: hash('sha256', one), metadata: { job: 'j-1' } });
    const { storedAt = '', metadata = {} } = photo ?? {};
    expect(await store.readFacts(version)).toEqual({ length: 3, storedAt, metadata });
  });

  it('lists what names its bytes, of a key the first version first', async () => {
    const { store, put } = open();
    const { name, key } = nameKey(one);
    const versions = [await put(key, one, {}), await put(key, one, {})];
    await put(formatPhotoKey(name), one, {});
    const listed = await store.list(`jobs/j-1/${name.photoId}`);
    expect(listed.map(({ versionId }) => versionId)).toEqual(versions.map(({ versionId }) => versionId));
  });

  it('keeps edits with a version, also under a delete marker', async () => {
    const { store, put } = open();
    const { key } = nameKey(one);
    const version = await put(key, one, {});
    expect(await store.readEdits(version)).toBeNull();
    await store.hide([key]);
    await store.writeEdits(version, EDITS);
    expect(await store.readEdits(version)).toEqual(EDITS);
  });
}

function describeChanging(open: () => StoreUnderTest): void {
  it('names a version by its bytes, with its edits, and when it came', async () => {
    const { store, put } = open();
    const { name, key } = nameKey(null);
    const version = await put(key, one, { title: 'x' });
    await store.writeEdits(version, EDITS);
    const photo = await store.read(version);
    if (!photo) throw new Error('no photo');
    const named = await store.nameByBytes(version, photo);
    expect(named.key).toBe(formatPhotoKey({ ...name, sha256: photo.sha256 }));
    expect((await store.read(named))?.metadata).toEqual({ title: 'x', part: `;;${photo.storedAt}` });
    expect(await store.readEdits(named)).toEqual(EDITS);
  });
}

function describeMoving(open: () => StoreUnderTest): void {
  it('copies a version into another job, with what it says of itself, when it came, and the edits', async () => {
    const { store, put } = open();
    const { name, key } = nameKey(one);
    const version = await put(key, one, { title: 'x' });
    const { storedAt = '' } = (await store.read(version)) ?? {};
    for (let times = 0; times < 2; times += 1) await store.copyToJob(version, 'j-2', EDITS);
    const copies = await store.list(`jobs/j-2/${name.photoId}`);
    expect(copies.map((copy) => copy.key)).toEqual([key.replace('j-1', 'j-2')]);
    for (const copy of copies) {
      expect(await store.read(copy)).toMatchObject({
        sha256: hash('sha256', one),
        metadata: { title: 'x', part: `;;${storedAt}` },
      });
      expect(await store.readEdits(copy)).toEqual(EDITS);
      await store.copyToJob(copy, 'j-3', EDITS);
    }
    const [onward] = await store.list(`jobs/j-3/${name.photoId}`);
    expect(onward && (await store.readFacts(onward))?.metadata).toEqual({ title: 'x', part: `;;${storedAt}` });
  });

  it('keeps what was written of a move', async () => {
    const { store } = open();
    const { jobId, photoId } = nameKey(one).name;
    expect(await store.readMove({ jobId, photoId })).toBeNull();
    const move = { jobId, photoId, moved_to: 'j-2', revision: 1, title: 'ü', stage: null, uploaded_by: 'worker-1' };
    await store.writeMove(move);
    expect(await store.readMove({ jobId, photoId })).toEqual(move);
    expect(await store.readMove({ jobId: 'j-2', photoId })).toBeNull();
  });
}

function describeHiding(open: () => StoreUnderTest): void {
  it('hides, shows, and takes one version away', async () => {
    const { store, put, exists } = open();
    const { key } = nameKey(one);
    const first = await put(key, one, {});
    for (let times = 0; times < 2; times += 1) await store.hide([key]);
    expect(await exists(key)).toBe(false);
    await store.remove(await put(key, one, {}));
    expect(await exists(key)).toBe(false);
    await store.show([key]);
    expect(await exists(key)).toBe(true);
    await store.remove(first);
    expect([await store.read(first), await store.readFacts(first), await exists(key)]).toEqual([null, null, false]);
  });

  it('writes a derived image once, and again over a delete marker', async () => {
    const { store, exists } = open();
    const key = formatThumbKey({ ...nameKey(one).name, sha256: hash('sha256', one) }, 320);
    expect(await store.hasDerived(key)).toBe(false);
    await store.writeDerived({ key, bytes: one });
    await store.writeDerived({ key, bytes: one });
    expect(await store.hasDerived(key)).toBe(true);
    await store.hide([key]);
    expect(await store.hasDerived(key)).toBe(false);
    await store.writeDerived({ key, bytes: one });
    expect(await exists(key)).toBe(true);
  });
}

import { describe, expect, it } from 'vitest';
import type { Album, Photo } from '../../../edge/api.ts';
import type { EntryStore } from '../../../site/outbox/ports.ts';
import type { StoredEntry } from '../../../site/outbox/stored-entry.ts';
import type { Albums } from '../../../site/sender/albums.ts';
import { KnownPhotos } from '../../../site/sender/known-photos.ts';
import type { SenderDependencies } from '../../../site/sender/ports.ts';
import { predictPhotoId } from '../../../site/sender/predict-photo-id.ts';
import { NOW_MS, someEntry, somePart } from '../outbox/some-entry.ts';
import { createMemoryStore } from './memory-store.ts';

/** Hashes of small texts are their own; that of the picture tells that it was read. */
const hash = async (bytes: ArrayBuffer) => (bytes.byteLength > 1000 ? 'sha-of-original' : 'ab'.repeat(32));

/** A picture whose original its job has: what of it is left to send, and what was read of it. */
async function settle(change: Partial<StoredEntry>) {
  const entry = someEntry(change);
  const store = createMemoryStore(() => undefined);
  await store.add(entry, new ArrayBuffer(4_000_000), '');
  const read: string[] = [];
  const readBytes: EntryStore['readBytes'] = (id, variant) => {
    read.push(variant);
    return store.readBytes(id, variant);
  };
  const photo = { photo_id: await predictPhotoId(entry, hash), state: 'ready', sha256: 'sha-of-original' } as Photo;
  const album: Album = { job_id: 'j-1', photos: [photo], expires_at: '' };
  const albums = { hasShown: () => true, read: async () => album, settle: async () => undefined } as unknown as Albums;
  const deps = { store: { ...store, readBytes }, hash, clock: { now: () => NOW_MS } } as unknown as SenderDependencies;
  const left = await new KnownPhotos(deps, albums).settle([{ entry, part: somePart('preview') }]);
  return { left: left.length, read, wasThere: (await store.get(entry.id))?.wasThere };
}

describe('KnownPhotos', () => {
  it('goes by the hash that was kept when the picture was read, and reads it again only where there is none', async () => {
    const known = { left: 0, wasThere: true };
    expect(await settle({ originalSha256: 'sha-of-original' })).toEqual({ ...known, read: [] });
    expect(await settle({})).toEqual({ ...known, read: ['original'] });
  });

  it('sends what its job has in other bytes', async () => {
    expect(await settle({ originalSha256: 'sha-of-another' })).toEqual({ left: 1, wasThere: undefined, read: [] });
  });
});

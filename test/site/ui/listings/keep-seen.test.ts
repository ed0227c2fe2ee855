import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { IMAGE_CACHE } from '../../../../site/outbox/phone-names.ts';
import { keepSeen } from '../../../../site/ui/listings/keep-seen.ts';
import { clearSeen, createSeenCache } from '../../../../site/ui/listings/seen-cache.ts';
import { type AppState, NO_ALBUM, NOTHING_LISTED } from '../../../../site/ui/state/app-state.ts';
import type { AppStore } from '../../../../site/ui/state/app-store.ts';
import { makePhoto } from '../make-photo.ts';

/** Cache Storage as far as names go. */
function createStorage(...names: string[]) {
  const kept = new Set(names);
  const storage = {
    keys: async () => [...kept],
    delete: async (name: string) => kept.delete(name),
    match: async () => undefined,
  } as unknown as CacheStorage;
  return { kept, storage };
}

function createStoreOf(subject: string): AppStore {
  const state = {
    session: { user: { subject } },
    route: { page: 'jobs' },
    jobs: { items: null, problem: null },
    albums: {},
  } as unknown as AppState;
  return { get: () => state, subscribe: () => () => undefined, update: () => undefined } as unknown as AppStore;
}

describe('attack: another person signs in where a session had run out', () => {
  it('finds neither lists nor images of the former', async () => {
    const { kept, storage } = createStorage('seen-ana', IMAGE_CACHE, 'shell-1');
    await keepSeen(createStoreOf('ben'), storage).recall();
    await expect.poll(() => [...kept]).toEqual(['shell-1']);
  });

  it('and who comes back finds their own', async () => {
    const { kept, storage } = createStorage('seen-ana', IMAGE_CACHE);
    await keepSeen(createStoreOf('ana'), storage).recall();
    await clearSeen(storage, 'ana');
    expect([...kept]).toEqual(['seen-ana', IMAGE_CACHE]);
  });
});

describe('clearSeen', () => {
  it('takes all of everybody at sign-out, and nothing else', async () => {
    const { kept, storage } = createStorage('seen-ana', 'seen-ben', IMAGE_CACHE, 'shell-1');
    await clearSeen(storage);
    expect([...kept]).toEqual(['shell-1']);
  });
});

describe('createSeenCache', () => {
  it('keeps the latest of what waits for an idle moment, and makes no text of what is out of date by then', async () => {
    const puts: unknown[][] = [];
    const put = async (url: string, response: Response) => puts.push([url, (await response.json()).next]);
    const storage = { open: async () => ({ delete: async () => true, put, keys: async () => [] }) };
    const idle: (() => void)[] = [];
    vi.stubGlobal('requestIdleCallback', (work: () => void) => idle.push(work));
    onTestFinished(() => void vi.unstubAllGlobals());
    const cache = createSeenCache('ana', storage as unknown as CacheStorage);
    const listings = ['1', '2', '3'].map((next) => ({ ...NOTHING_LISTED, next }));
    const kept = listings.map((listing) => cache.writeJobs(listing));
    kept.push(cache.writeAlbum('j-1', { ...NO_ALBUM, next: '4' }));
    for (const work of idle) work();
    await Promise.all(kept);
    expect(puts.sort()).toEqual([
      ['/seen/album/j-1', '4'],
      ['/seen/jobs', '3'],
    ]);
    idle.length = 0;
    const again = cache.writeJobs(listings[2] ?? NOTHING_LISTED);
    idle.shift()?.();
    await again;
    expect(puts).toHaveLength(3);
  });
});

describe('complaint: what was seen fills the phone', () => {
  it('keeps 40 albums and 250 photos of each; the one that was written longest ago goes first, and nothing else with it', async () => {
    const kept = new Map<string, Response>();
    const cacheOfAna = {
      put: async (url: string, response: Response) => void kept.set(url, response),
      delete: async (key: string | { readonly url: string }) => kept.delete(typeof key === 'string' ? key : key.url),
      keys: async () => [...kept.keys()].map((url) => ({ url })),
    };
    const storage = { open: async () => cacheOfAna } as unknown as CacheStorage;
    const cache = createSeenCache('ana', storage);
    await cache.writeJobs(NOTHING_LISTED);
    const items = Array.from({ length: 1000 }, (_, index) => makePhoto({ photo_id: `photo-${index}` }));
    for (let number = 0; number < 50; number += 1) await cache.writeAlbum(`j-${number}`, { ...NO_ALBUM, items });
    await cache.writeAlbum('j-10', { ...NO_ALBUM, items });
    await cache.writeAlbum('j-new', { ...NO_ALBUM, items });
    const albums = [...kept.keys()].filter((url) => url.startsWith('/seen/album/'));
    expect([albums.length, albums[0], albums.at(-1)]).toEqual([40, '/seen/album/j-12', '/seen/album/j-new']);
    expect(albums).toContain('/seen/album/j-10');
    expect(kept.has('/seen/jobs')).toBe(true);
    const whole = await kept.get('/seen/album/j-new')?.json();
    expect(whole.items).toHaveLength(250);
  });
});

describe('attack: what was seen is kept only when the page is idle, and its user signs out before', () => {
  afterEach(() => void vi.unstubAllGlobals());

  it('keeps nothing of it', async () => {
    const opened: string[] = [];
    const storage = {
      open: async (name: string) => {
        opened.push(name);
        return { delete: async () => true, put: async () => undefined, keys: async () => [] };
      },
    } as unknown as CacheStorage;
    const idle: (() => void)[] = [];
    vi.stubGlobal('requestIdleCallback', (work: () => void) => idle.push(work));
    let isSignedIn = true;
    const cache = createSeenCache('ana', storage, () => isSignedIn);
    const kept = cache.writeJobs(NOTHING_LISTED);
    idle.shift()?.();
    await kept;
    const dropped = cache.writeJobs(NOTHING_LISTED);
    isSignedIn = false;
    idle.shift()?.();
    await dropped;
    expect(opened).toEqual(['seen-ana']);
  });
});

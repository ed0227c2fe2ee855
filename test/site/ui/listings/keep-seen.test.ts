import { describe, expect, it } from 'vitest';
import { IMAGE_CACHE } from '../../../../site/outbox/phone-names.ts';
import { keepSeen } from '../../../../site/ui/listings/keep-seen.ts';
import { clearSeen } from '../../../../site/ui/listings/seen-cache.ts';
import type { AppState } from '../../../../site/ui/state/app-state.ts';
import type { AppStore } from '../../../../site/ui/state/app-store.ts';

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

import { describe, expect, it } from 'vitest';
import { createImageKeeper } from '../../../site/offline/image-keeper.ts';

/** Keys in the order in which they came, as Cache Storage gives them. */
function createCache() {
  const kept = new Set<string>();
  let looks = 0;
  const cache = {
    put: async (key: string) => void kept.add(key),
    keys: async () => {
      looks += 1;
      return [...kept];
    },
    delete: async (key: string) => kept.delete(key),
  } as unknown as Cache;
  return { kept, cache, looks: () => looks };
}

describe('createImageKeeper', () => {
  it('keeps 800 images and a few more, the latest, and looks at all of them once for 40', async () => {
    const { kept, cache, looks } = createCache();
    const keep = createImageKeeper();
    for (let index = 0; index < 2000; index += 1) await keep(cache, `/thumbs/j-1/p/${index}.webp`, new Response());
    expect(kept.size).toBeGreaterThanOrEqual(800);
    expect(kept.size).toBeLessThanOrEqual(840);
    expect([...kept].at(-1)).toBe('/thumbs/j-1/p/1999.webp');
    expect(kept.has('/thumbs/j-1/p/1159.webp')).toBe(false);
    expect(looks()).toBe(50);
  });

  it('looks at once after the service worker was stopped, so that no stop makes it forget the bound', async () => {
    const { kept, cache } = createCache();
    for (let index = 0; index < 1000; index += 1) kept.add(`${index}`);
    await createImageKeeper()(cache, 'new', new Response());
    expect([kept.size, kept.has('new'), kept.has('200')]).toEqual([800, true, false]);
  });

  it('lets the image be shown where there is no room for it', async () => {
    const full = { put: () => Promise.reject(new DOMException('full', 'QuotaExceededError')) } as unknown as Cache;
    await expect(createImageKeeper()(full, 'new', new Response())).resolves.toBeUndefined();
  });
});

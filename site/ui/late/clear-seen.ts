/** Forgets what every user of this phone saw: lists, albums and images. Unsent photos are elsewhere, and stay. */
import { IMAGE_CACHE } from '../model/image-address.ts';
import { SEEN_PREFIX } from '../seen-cache.ts';

export async function clearSeen(storage: CacheStorage | undefined): Promise<void> {
  const names = (await storage?.keys()) ?? [];
  const seen = names.filter((name) => name === IMAGE_CACHE || name.startsWith(SEEN_PREFIX));
  await Promise.all(seen.map((name) => storage?.delete(name)));
}

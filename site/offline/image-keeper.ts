/** Keeps the images that this phone has seen, as many as some 50 MB hold. Photos that wait are not among them: those are in the outbox. */

/** At 15 KB a thumbnail and 150 KB a preview. The oldest go first. */
const MAX_IMAGES = 800;
/** Between two looks at how many there are: a scroll through an album brings a hundred a second, and each look goes through all. */
const LOOK_EVERY = 40;

export type KeepImage = (cache: Cache, image: string, response: Response) => Promise<void>;

export function createImageKeeper(): KeepImage {
  let untilLook = 0;
  return async (cache, image, response) => {
    try {
      await cache.put(image, response);
      untilLook -= 1;
      if (untilLook > 0) return;
      untilLook = LOOK_EVERY;
      const keys = await cache.keys();
      await Promise.all(keys.slice(0, Math.max(0, keys.length - MAX_IMAGES)).map((key) => cache.delete(key)));
    } catch {
      // A full phone keeps no more images; photos that wait are more important than these.
    }
  };
}

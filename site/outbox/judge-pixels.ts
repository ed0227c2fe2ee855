/** Whether a drawn picture can be trusted: a canvas beyond the phone's limits comes out black or white without a word. */

/** Highest difference that still counts as one colour. */
const FLAT = 3;

/** @param pixels RGBA samples from all over the picture. */
export function isPlausible(pixels: Uint8ClampedArray): boolean {
  const channels = [0, 1, 2].map((channel) => pixels.filter((_, index) => index % 4 === channel));
  return channels.some((values) => Math.max(...values) - Math.min(...values) > FLAT);
}

/** What a copy may be: as long as this, or as wide, whichever is more, but of no more than this area. px. */
export interface CopyBounds {
  readonly longEdge: number;
  readonly shortEdge: number;
  readonly area: number;
}

/** Canvases and JPEG decoders of phones end here. */
const MAX_EDGE = 16_383;

/**
 * Scales a size to its bounds; never larger than it is, never under 1 px. An ordinary photo is bound by its long edge. A long
 * screenshot or a panorama keeps the short edge at which it can be read, as far as its area allows.
 */
export function fitInto(
  { width, height }: { readonly width: number; readonly height: number },
  { longEdge, shortEdge, area }: CopyBounds,
): { readonly width: number; readonly height: number } {
  const long = Math.max(width, height);
  const wanted = Math.max(longEdge / long, shortEdge / Math.min(width, height));
  const scale = Math.min(1, wanted, Math.sqrt(area / (width * height)), MAX_EDGE / long);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

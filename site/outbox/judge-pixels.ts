/** Whether a drawn picture can be trusted: a canvas beyond the phone's limits comes out black or white without a word. */

/** Highest difference that still counts as one colour. */
const FLAT = 3;

/** @param pixels RGBA samples from all over the picture. */
export function isPlausible(pixels: Uint8ClampedArray): boolean {
  const channels = [0, 1, 2].map((channel) => pixels.filter((_, index) => index % 4 === channel));
  return channels.some((values) => Math.max(...values) - Math.min(...values) > FLAT);
}

/** Scales a size so that its long edge is at most `longEdge` px; never larger than it is, never under 1 px. */
export function fitInto(
  { width, height }: { readonly width: number; readonly height: number },
  longEdge: number,
): { readonly width: number; readonly height: number } {
  const scale = Math.min(1, longEdge / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

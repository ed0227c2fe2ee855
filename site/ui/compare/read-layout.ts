/** How bright a picture is from place to place, from its placeholder of 25 bytes: no image is loaded to propose a pair. */
import { thumbHashToRGBA } from 'thumbhash';
import type { Layout } from './find-pairs.ts';

/** Places on each side. */
const SIDE = 8;

export function readLayout({ placeholder }: { readonly placeholder: string | null }): Layout {
  if (placeholder === null) return null;
  try {
    const { w, h, rgba } = thumbHashToRGBA(Uint8Array.from(atob(placeholder), (char) => char.charCodeAt(0)));
    const sample = (index: number) => {
      const x = Math.floor((((index % SIDE) + 0.5) / SIDE) * w);
      const y = Math.floor(((Math.floor(index / SIDE) + 0.5) / SIDE) * h);
      const at = (y * w + x) * 4;
      return 0.3 * (rgba[at] ?? 0) + 0.59 * (rgba[at + 1] ?? 0) + 0.11 * (rgba[at + 2] ?? 0);
    };
    const all = Array.from({ length: SIDE * SIDE }, (_, index) => sample(index));
    const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
    return all.map((value) => value - mean);
  } catch {
    return null;
  }
}

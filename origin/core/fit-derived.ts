/** How large a derived image is: what can be read of a picture goes by its short side and its area, not by its long side. */

export interface Size {
  /** px. */
  readonly width: number;
  readonly height: number;
}

/** A panorama is at least half as high as a derived image is wide. */
const LEAST_HEIGHT = 1 / 2;
/** An image as wide as the thumbnail may have the area of two and a half squares; the preview, which is opened by itself, of ten. */
const MAX_SQUARES = { thumb: 2.5, preview: 10 } as const;
/** WebP's bound. */
const MAX_SIDE = 16_383;

/**
 * Shrinks a size to `width` px, and never enlarges it: a screenshot ten times as high as wide keeps its width, a panorama a height
 * at which it can be seen.
 */
export function fitDerived(size: Size, width: number, kind: keyof typeof MAX_SQUARES): Size {
  const wanted = Math.max(width / size.width, (width * LEAST_HEIGHT) / size.height);
  const byArea = Math.sqrt((width * width * MAX_SQUARES[kind]) / (size.width * size.height));
  const bySide = MAX_SIDE / Math.max(size.width, size.height);
  const scale = Math.min(1, wanted, byArea, bySide);
  const toPixels = (length: number) => Math.max(1, Math.min(MAX_SIDE, Math.round(length * scale)));
  return { width: toPixels(size.width), height: toPixels(size.height) };
}

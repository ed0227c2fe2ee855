/**
 * Photos that look like another one of their album: the same picture sent twice, re-exported with other bytes, so that nothing else knows
 * it. Told by their placeholders (ThumbHash), which re-encoding hardly changes. Only told: nothing is dropped for it.
 */
import type { Photo } from '../../../edge/api.ts';

/** Of the steps in which a ThumbHash counts colour, contrast and each wave of the picture: 64, 32 and 16. */
const MOST_OFF = { colour: 1, contrast: 1, waves: 0.5 } as const;
/** Below so much contrast all is noise: bare walls all look alike. */
const LEAST_CONTRAST = 2;
const MOST_TOLD = 3;
const HEAD_LENGTH = 5;

type Told = Pick<Photo, 'photo_id' | 'placeholder' | 'width' | 'height'>;

/** The first few of `photos` that look like `photo`, itself not among them. */
export function findLookAlikes<T extends Told>(photo: Told, photos: readonly T[]): readonly T[] {
  const hash = toHash(photo.placeholder);
  if (!hash || hash.contrast < LEAST_CONTRAST) return [];
  const others = photos.filter((other) => other.photo_id !== photo.photo_id && isOneShape(photo, other));
  return others.filter((other) => isAlike(hash, toHash(other.placeholder))).slice(0, MOST_TOLD);
}

interface ThumbHash {
  readonly colours: readonly number[];
  readonly contrast: number;
  /** Which waves there are: by shape and transparency. */
  readonly kind: string;
  readonly waves: readonly number[];
}

function toHash(placeholder: string | null): ThumbHash | null {
  if (!placeholder) return null;
  const bytes = Uint8Array.from(atob(placeholder), (letter) => letter.charCodeAt(0));
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = bytes;
  if (bytes.length <= HEAD_LENGTH) return null;
  const head = a | (b << 8) | (c << 16);
  return {
    colours: [head & 63, (head >> 6) & 63, (head >> 12) & 63],
    contrast: (head >> 18) & 31,
    kind: `${head >> 23} ${d & 7} ${e >> 7} ${bytes.length}`,
    waves: [...bytes.subarray(HEAD_LENGTH)].flatMap((byte) => [byte & 15, byte >> 4]),
  };
}

function isAlike(one: ThumbHash, other: ThumbHash | null): boolean {
  if (!other || one.kind !== other.kind) return false;
  const isOneColour = one.colours.every((value, at) => Math.abs(value - (other.colours[at] ?? 0)) <= MOST_OFF.colour);
  if (!isOneColour || Math.abs(one.contrast - other.contrast) > MOST_OFF.contrast) return false;
  const off = one.waves.reduce((sum, value, at) => sum + Math.abs(value - (other.waves[at] ?? 0)), 0);
  return off <= one.waves.length * MOST_OFF.waves;
}

/** A hundredth is what rounding costs a small copy. */
function isOneShape(one: Told, other: Told): boolean {
  if (!one.width || !one.height || !other.width || !other.height) return false;
  const [left, right] = [one.width / one.height, other.width / other.height];
  return Math.abs(left - right) <= left / 100;
}

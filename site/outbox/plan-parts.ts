/** Decides what of a picture is sent. Each part is a file of its own in the bucket, whatever its type. */
import { LIMITS, MAX_PDF_BYTES, type PhotoType } from '../../edge/api.ts';
import type { OutboxSettings } from '../phone.ts';
import type { StuckCode } from './entry.ts';
import type { EntryPart, PhotoVariant } from './stored-entry.ts';

/** Bytes of a copy and their SHA-256, hex. */
export interface Copy {
  readonly bytes: number;
  readonly sha256: string;
}

export interface PlanInput {
  readonly original: Copy & { readonly type: PhotoType | null };
  /** JPEGs; null where the phone could not decode the picture or does not trust what it drew. */
  readonly shrunk: { readonly working: Copy; readonly preview: Copy } | null;
  readonly originals: OutboxSettings['originals'];
  /** The copies would hide that the file ends early. */
  readonly isCutOff?: boolean;
}

export type PartsPlan = { readonly parts: readonly EntryPart[] } | { readonly stuck: StuckCode };

/** A preview of a smaller picture would cost more than it tells. */
const MIN_BYTES_WORTH_A_PREVIEW = 120_000;
/** A working copy that spares less than a tenth is not worth losing the original for. */
const WORTHWHILE = 0.9;
/** A PNG is drawn by a program and has edges that a JPEG blurs: up to so many bytes it goes as it is. */
const SHARP_PNG_BYTES = 1_000_000;

export function planParts({ original, shrunk, originals, isCutOff = false }: PlanInput): PartsPlan {
  const maxBytes = original.type === 'application/pdf' ? MAX_PDF_BYTES : LIMITS.maxPhotoBytes;
  const fits = original.type !== null && original.bytes <= maxBytes;
  const isSmaller = shrunk !== null && shrunk.working.bytes < original.bytes * WORTHWHILE;
  const isSharp = original.type === 'image/png' && original.bytes <= SHARP_PNG_BYTES;
  const wantsOriginal = fits && (originals === 'always' || !isSmaller || isSharp || isCutOff);
  if (!wantsOriginal && !shrunk) return { stuck: original.type === null ? 'unsupported-type' : 'photo-too-large' };
  const main =
    wantsOriginal || !shrunk ? toPart('original', original, original.type) : toPart('working', shrunk.working);
  const preview = shrunk && main.bytes > MIN_BYTES_WORTH_A_PREVIEW ? [toPart('preview', shrunk.preview)] : [];
  const follows = originals === 'wifi' && main.variant === 'working' && fits;
  return { parts: [...preview, main, ...(follows ? [toPart('original', original, original.type)] : [])] };
}

function toPart(variant: PhotoVariant, copy: Copy, type: PhotoType | null = 'image/jpeg'): EntryPart {
  return { variant, type: type ?? 'image/jpeg', bytes: copy.bytes, sha256: copy.sha256, delivered: false };
}

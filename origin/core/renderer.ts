/** The port to the decoders: what an image's head says, and the pictures made of it. */
import type { PhotoType } from '../photo-key.ts';
import type { UnreadableReason } from '../records.ts';

export interface Renderer {
  /**
   * Reads the head only, whatever the pixels weigh.
   * @throws {UnreadableError} when there is none
   */
  inspect(bytes: Uint8Array): Promise<ImageHead>;
  /**
   * Decodes, turns upright, shrinks, encodes. The same bytes give the same bytes.
   * @throws {UnreadableError} when no picture can be made of them, or not in time
   */
  render(bytes: Uint8Array, type: PhotoType): Promise<Rendering>;
}

export interface ImageHead {
  /** As it is seen, after rotation, px. */
  readonly width: number;
  readonly height: number;
  readonly exif: Uint8Array | null;
}

export interface Rendering {
  /** WebP, sRGB, without metadata but the colour profile. */
  readonly thumb: Uint8Array;
  readonly preview: Uint8Array;
  /** ThumbHash, base64. */
  readonly placeholder: string;
}

/** No picture can be made of these bytes, however often it is tried; `too-slow` alone may be the machine's fault. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
  readonly reason: UnreadableReason;

  constructor(reason: UnreadableReason, cause?: unknown) {
    super(reason, { cause });
    this.reason = reason;
  }
}

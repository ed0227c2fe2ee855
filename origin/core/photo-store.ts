/** The port to the bucket: originals in, derived images out. */
import type { EditedFacts } from '../object-facts.ts';
import type { PhotoName } from '../photo-key.ts';
import type { PhotoVersion } from './photo-version.ts';

export interface PhotoStore {
  /** Reads that very version; null when it is gone for good. */
  read(version: PhotoVersion): Promise<StoredPhoto | null>;
  /** What people have done to it, as the object's tags tell. */
  readEdits(version: PhotoVersion): Promise<EditedFacts | null>;
  /** Makes the tags tell it. */
  writeEdits(version: PhotoVersion, edits: EditedFacts): Promise<void>;
  /** Tells whether this version is what a reader of the key gets now. */
  isCurrent(version: PhotoVersion): Promise<boolean>;
  /** Tells what a derived image was made from; null where there is none. */
  findDerived(photo: PhotoName, width: number): Promise<Derivation | null>;
  /** Stores a derived image; never over one that was made from a later version. Repeating it changes nothing. */
  writeDerived(image: DerivedImage): Promise<void>;
}

export interface StoredPhoto {
  /** Null when there are more than `BOUNDS.maxBytes`: hashed, not kept. */
  readonly bytes: Uint8Array | null;
  readonly length: number;
  /** Of all bytes, hex. */
  readonly sha256: string;
  /** ISO 8601, UTC: when S3 had it. */
  readonly storedAt: string;
  readonly versionId: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Of an image that tells nothing of it, both are null. */
export interface Derivation {
  readonly versionId: string | null;
  readonly sequencer: string | null;
}

export interface DerivedImage {
  readonly madeFrom: PhotoVersion;
  /** THUMB_WIDTH or PREVIEW_WIDTH. */
  readonly width: number;
  /** WebP. */
  readonly bytes: Uint8Array;
}

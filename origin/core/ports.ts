/**
 * The ports of the pipeline: what it needs of the world, and how that fails. adapters/ has each of them on AWS and on the
 * decoders; the audit log's stands in audit-log.ts, for the edge writes the same log.
 */
import type { AuditLog } from '../audit-log.ts';
import type { EditedFacts } from '../object-facts.ts';
import type { PhotoName, PhotoType } from '../photo-key.ts';
import type { PhotoMove } from '../photo-move.ts';
import type { PhotoRecord, UnreadableReason } from '../records.ts';
import type { PhotoVersion } from './photo-version.ts';

export interface PipelinePorts {
  readonly photos: PhotoStore;
  readonly records: RecordStore;
  readonly audit: AuditLog;
  readonly renderer: Renderer;
}

/** The bucket: files of photos in, derived images out. */
export interface PhotoStore {
  /** Reads that very version; null when it is gone for good. */
  read(version: PhotoVersion): Promise<StoredPhoto | null>;
  /** What that version says of itself; null when it is gone for good. */
  readFacts(version: PhotoVersion): Promise<VersionFacts | null>;
  /** All versions under keys that begin so and name their bytes, those of one key in the order of their arrival. */
  list(prefix: string): Promise<readonly PhotoVersion[]>;
  /** What people have done to the photo, as the version's tags say. */
  readEdits(version: PhotoVersion): Promise<EditedFacts | null>;
  /** Writes them into the tags. */
  writeEdits(version: PhotoVersion, edits: EditedFacts): Promise<void>;
  /** Copies a version, with all that it says of itself, to the key that its bytes name. */
  nameByBytes(version: PhotoVersion, photo: StoredPhoto): Promise<PhotoVersion>;
  /**
   * Copies a version, with all that it says of itself and when it came, into another job, tagged with `edits`. Where the very same
   * arrival is there already, that is brought into sight, unless the photo has left that job since: then it may be on its way out.
   */
  copyToJob(version: PhotoVersion, jobId: string, edits: EditedFacts): Promise<void>;
  /** Takes one version away for good, or, where the bucket keeps it from that (Object Lock), out of sight. */
  removeOrHide(version: PhotoVersion): Promise<void>;
  /** What was written of the photo's move out of that job; null where none was. */
  readMove(photo: PhotoName): Promise<PhotoMove | null>;
  writeMove(move: PhotoMove): Promise<void>;
  /** Takes one version away for good. */
  remove(version: PhotoVersion): Promise<void>;
  /** Puts a delete marker over what stands under these keys. */
  hide(keys: readonly string[]): Promise<void>;
  /** Takes the delete markers off these keys. */
  show(keys: readonly string[]): Promise<void>;
  /** Tells whether a derived image stands under this key. */
  hasDerived(key: string): Promise<boolean>;
  /** Stores a derived image. Its key names the file that it was made of, so repeating it changes nothing. */
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

export type VersionFacts = Pick<StoredPhoto, 'length' | 'storedAt' | 'metadata'>;

export interface DerivedImage {
  readonly key: string;
  /** WebP. */
  readonly bytes: Uint8Array;
}

/** The table of the photos' records. */
export interface RecordStore {
  /** Reads the record as it is now, also past its TTL. */
  find(photo: PhotoName): Promise<PhotoRecord | null>;
  /** Writes `record` if `expected` still stands there (null: nothing does); false when somebody was quicker. */
  replace(expected: PhotoRecord | null, record: PhotoRecord): Promise<boolean>;
}

/** Others kept changing what was to be written. It passes: the same event may be tried again. */
export class ContentionError extends Error {
  override readonly name = 'ContentionError';
}

/** The decoders: what an image's head says, and the pictures made of it. */
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
  /** Of a JPEG: it cannot be shrunk while it is decoded. */
  readonly isProgressive?: boolean;
}

export interface Rendering {
  /** WebP, sRGB, without metadata but the colour profile. */
  readonly thumb: Uint8Array;
  readonly preview: Uint8Array;
  /** ThumbHash, base64. */
  readonly placeholder: string;
  /** The file ends before its picture does: what is there is shown. */
  readonly isCutOff: boolean;
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

/** A file of a photo, as the photo's record holds it: what the bucket says of it, what its ticket signed, what was made of it. */
import type { FilePart, NamedFiles } from './file-facts.ts';
import type { Location, Stage } from './object-facts.ts';
import type { PhotoType } from './photo-key.ts';

/** Why no image can be made of a photo; `too-slow` only once all tries are used up. */
export const UNREADABLE_REASONS = [
  ...(['not-an-image', 'damaged', 'too-large', 'too-many-pixels', 'too-slow'] as const),
  ...(['jpeg-xl', 'raw-photo', 'video'] as const),
] as const;
export type UnreadableReason = (typeof UNREADABLE_REASONS)[number];

/** All but `image` is the same whoever looks, and never changes: the first version under the key tells it. */
export interface PhotoFile {
  readonly part: FilePart;
  /** Names the bytes. */
  readonly key: string;
  /** Null in a bucket that keeps no versions. */
  readonly version_id: string | null;
  /** Of the bytes, hex. */
  readonly sha256: string;
  readonly bytes: number;
  /** As the ticket said. */
  readonly type: PhotoType;
  /** ISO 8601, UTC: when S3 had it. */
  readonly stored_at: string;
  /** The ticket promised these bytes, and S3 checked it. */
  readonly is_declared: boolean;
  /** The files that the ticket named. */
  readonly named: NamedFiles;
  /** Subject of who asked for the ticket, and the name then. */
  readonly uploaded_by: string;
  readonly uploaded_by_name: string | null;
  readonly title: string | null;
  readonly stage: Stage | null;
  /** ISO 8601 with offset, as the client said. */
  readonly taken_at: string | null;
  readonly location: Location | null;
  /** It is a drawing on a copy of this photo. Absent otherwise. */
  readonly drawn_on?: string;
  /** Absent until images were made of it, or found impossible; of a later upload none are made. */
  readonly image?: FileImage;
}

/** What was found in a file's bytes, and whether derived images stand under its name. */
export interface FileImage {
  /** Null: there are images. */
  readonly unreadable_reason: UnreadableReason | null;
  /** By its first bytes; null where they are none of a photo. */
  readonly type: PhotoType | null;
  /** Of the picture as it is seen, after rotation, px. */
  readonly width: number | null;
  readonly height: number | null;
  /** ThumbHash, base64. */
  readonly placeholder: string | null;
  /** The file ends before its picture does; its images show what is there. Absent otherwise. */
  readonly is_cut_off?: true;
  /** Make and model of the camera. */
  readonly camera: string | null;
  /** ISO 8601 with offset, as the camera wrote it. */
  readonly taken_at: string | null;
}

/** The HTTP contract of what is done to a photo beside its words. A part of api.ts, which is the face of it. */

/** What the phone that sent a photo must know where it has left its job. Who moves one says `{job_id}`, with `If-Match`. */
export interface MovedPhoto {
  readonly photo_id: string;
  /** Where it is; absent where the caller may not change photos there. */
  readonly job_id?: string;
  /** SHA-256 of every one that has come, hex. */
  readonly files: readonly string[];
  readonly revision: number;
}

/** What people have put on a photo. */
export interface PhotoMarks {
  /** How many notes stand on it. Absent where none was ever written, and to customers. */
  readonly note_count?: number;
  /** It was drawn on a copy of this photo, which may be in another job since. Absent otherwise. */
  readonly drawn_on?: string;
}

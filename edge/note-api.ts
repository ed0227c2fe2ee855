/** The HTTP contract of notes on photos and jobs. Apart from api.ts, which weighs before the first capture. */

/** Bounds that both sides check. */
export const NOTE_LIMITS = {
  /** Unicode code points. */
  maxLength: 1000,
  /** On one photo, and on one job; those that were taken back count. */
  maxNotes: 200,
  /** UTF-8, of all texts on one photo or job together. */
  maxBytes: 200_000,
  noteId: /^[A-Za-z0-9_-]{8,64}$/,
} as const;

/** Body of POST /photos/{photo_id}/notes?job_id=…, on a photo, and of POST /photos/notes?job_id=…, on the job itself. */
export interface NewNote {
  /** Chosen once: the same request again is the same note. */
  readonly note_id: string;
  /** 1–1,000 characters. Lines may be broken. */
  readonly text: string;
}

export interface StandingNote extends NewNote {
  /** ISO 8601, by the edge's clock. */
  readonly at: string;
  /** Subject of who wrote it, and the name then. */
  readonly by: string;
  readonly by_name: string | null;
  /** The caller may take it back: DELETE on the same path, with `note_id`. */
  readonly may_take_back?: true;
}

/** Response to GET, POST and DELETE of notes: all that stand, in the order of time. */
export interface NoteList {
  readonly job_id: string;
  /** Absent: they are on the job. */
  readonly photo_id?: string;
  readonly notes: readonly StandingNote[];
}

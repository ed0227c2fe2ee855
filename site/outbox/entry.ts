/** An entry of the outbox: one capture, from the camera to the job. */
import type { Job, Stage } from '../../edge/api.ts';
import type { ProblemCode } from '../../edge/problem.ts';

/**
 * `saved`: safe on this phone. `sending`: bytes are on their way. `delivered`: S3 answered that it has them.
 * `in-job`: the job's album showed it; the entry is leaving the outbox. `stuck`: sending it again as it is would fail
 * again; kept until the user tries once more, exports or discards it.
 */
export type EntryState = 'saved' | 'sending' | 'delivered' | 'in-job' | 'stuck';

/** Why an entry is stuck: a problem that the server named, S3's refusal, or its bytes being gone from this phone. */
export type StuckCode = ProblemCode | 'refused-by-storage' | 'photo-lost';

/** A job as this phone remembers it, when the list of jobs does not have it any more. */
export type RememberedJob = Pick<Job, 'title' | 'address'>;

/** An entry as the screens see it. */
export interface EntryView {
  /** The capture id. */
  readonly id: string;
  readonly jobId: string;
  /** Null where it was not known. */
  readonly job: RememberedJob | null;
  /** As it was when it was chosen. */
  readonly fileName: string;
  readonly state: EntryState;
  /** Of the working copy, 0–1; never 1 before S3's response. */
  readonly progress: number;
  /** It has its copies, or there can be none: its picture can be asked for. */
  readonly isPrepared: boolean;
  /** Dispatchers can already see a preview of it. */
  readonly previewDelivered: boolean;
  readonly title: string | null;
  readonly stage: Stage | null;
  /** The photo on a copy of which it was drawn. */
  readonly drawnOn?: string | undefined;
  /** ISO 8601 with offset. */
  readonly takenAt: string;
  /** Of what will be sent: the working copy once there is one, before that the original. */
  readonly bytes: number;
  readonly problem: StuckCode | null;
  /** The album's photo_id, known from the first ticket on: an album photo with it and this entry are one picture. */
  readonly photoId: string | null;
  /** Of an original that is still to follow what was delivered; null where none is. */
  readonly original: { readonly bytes: number; readonly isOnItsWay: boolean } | null;
  /** The job had it already: nothing was sent. */
  readonly wasThere: boolean;
  /** The file ends before the picture does: part of it is missing. */
  readonly isCutOff: boolean;
  /** Unix ms of the next try; null when none is set. */
  readonly nextTryAtMs: number | null;
}

export interface OutboxCounts {
  /** Only on this phone: saved, sending or stuck. */
  readonly waiting: number;
  readonly sending: number;
  readonly stuck: number;
  /** Waiting, by job id. */
  readonly waitingByJob: Readonly<Record<string, number>>;
  /** Waiting, of other people who used this phone. */
  readonly waitingOfOthers: number;
}

/**
 * `network`: no response came to the last tries, the next is timed. `server`: one came, and it takes nothing now; the next try is
 * timed. `sign-in`: keep everything until the user has signed in.
 */
export type PauseReason = 'network' | 'server' | 'sign-in';

/**
 * What the phone keeps of one capture. The bytes stand apart, under [entry, variant], so that no change of an entry ever
 * writes a picture again. Everything that may be forgotten by a reload (tickets, waits, progress) is not here.
 */
import type { Location, PhotoType, Stage } from '../../edge/api.ts';
import type { RememberedJob, StuckCode } from './entry.ts';

/** `preview`: about 40 KB, so that dispatchers see it in seconds. `working`: the shrunk copy. `original`: as the camera made it. */
export type PhotoVariant = 'preview' | 'working' | 'original';

/** Bytes that are kept of an entry; `look`: what goes with the request for its ticket. */
export type KeptBytes = PhotoVariant | 'look';

/** One upload of an entry: a file of its photo, whose key is its hash. */
export interface EntryPart {
  readonly variant: PhotoVariant;
  readonly type: PhotoType;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
  readonly delivered: boolean;
}

/** When a picture was taken, by the phone's clock. */
export interface CaptureTime {
  /** Unix ms. */
  readonly ms: number;
  /** East of UTC, minutes. */
  readonly offsetMinutes: number;
  /** Taken at the moment of capture: a wrong clock can then be corrected. */
  readonly atCapture: boolean;
}

export interface Labels {
  readonly title: string | null;
  readonly stage: Stage | null;
}

export interface StoredEntry extends Labels {
  /** The capture id: made of job and bytes, so that one picture picked twice is one entry. */
  readonly id: string;
  /** Whose photo it is: only this user's sign-in sends it. */
  readonly subject: string;
  readonly jobId: string;
  /** As the list of jobs had it; absent where it was not known. */
  readonly job?: RememberedJob;
  readonly fileName: string;
  /** By the phone's clock. */
  readonly capturedAtMs: number;
  /** As the file says; Unix ms. */
  readonly lastModifiedMs: number;
  /** The moment of capture, until the picture's EXIF was read. */
  readonly takenAt: CaptureTime;
  /** Server's clock minus the phone's at capture, ms; null when it was not yet known. */
  readonly skewMs: number | null;
  readonly location: Location | null;
  /** It is a drawing on a copy of this photo of the job. */
  readonly drawnOn?: string | undefined;
  /** By its first bytes, once they were looked at; null: none that the server takes. */
  readonly originalType: PhotoType | null;
  readonly originalBytes: number;
  /** Hex, once the picture was read: every ticket names it, so that the original may follow as late as it likes. */
  readonly originalSha256?: string;
  /** What is to be sent, in order; null until the picture was shrunk. */
  readonly parts: readonly EntryPart[] | null;
  readonly stuck: StuckCode | null;
  /** From the first ticket on. */
  readonly photoId: string | null;
  /** When S3 confirmed the main part, phone's clock. */
  readonly deliveredAtMs: number | null;
  /** Title and stage that went with the main part. */
  readonly sentLabels: Labels | null;
  /** The worker wants the original to follow on whatever network there is. */
  readonly originalNow?: true;
  /** The job had these very bytes before anything was sent. */
  readonly wasThere?: true;
  /** The file ends before the picture does. */
  readonly isCutOff?: true;
  /** The browser itself is sending it, by the Background Fetch of this id, with these labels: nobody else does. */
  readonly inBackground?: { readonly id: string; readonly labels: Labels };
  /** How often a shrink was begun: a picture that kills the page twice is sent as it is. */
  readonly shrinkTries: number;
  /** How often the main part was sent again because the album did not show it. */
  readonly resends: number;
}

/** The part that makes the entry delivered: the working copy, or the original where there is none. */
export function findMainPart(entry: StoredEntry): EntryPart | null {
  const parts = entry.parts ?? [];
  return (
    parts.find(({ variant }) => variant === 'working') ?? parts.find(({ variant }) => variant === 'original') ?? null
  );
}

export function isDelivered(entry: StoredEntry): boolean {
  return findMainPart(entry)?.delivered ?? false;
}

/** Tells whether nothing is left to send: the last part is delivered too. */
export function isComplete(entry: StoredEntry): boolean {
  return entry.parts?.every(({ delivered }) => delivered) ?? false;
}

export function toStuck(entry: StoredEntry, code: StuckCode): StoredEntry {
  return { ...entry, stuck: code };
}

/** For how many whole seconds the oldest of `entries` (oldest first, phone's clock) has waited to be delivered; 0: none waits. */
export function toUnsentSeconds(entries: readonly StoredEntry[], nowMs: number): number {
  const oldest = entries.find((entry) => !isDelivered(entry));
  return oldest ? Math.floor((nowMs - oldest.capturedAtMs) / 1000) : 0;
}

export function withPart(entry: StoredEntry, variant: PhotoVariant, change: Partial<EntryPart>): StoredEntry {
  return {
    ...entry,
    parts: entry.parts?.map((part) => (part.variant === variant ? { ...part, ...change } : part)) ?? null,
  };
}

/** What of the labels the server has not got yet; null when nothing. */
export function findPendingEdit(entry: StoredEntry): Partial<Labels> | null {
  const { sentLabels: sent, title, stage } = entry;
  if (!sent || (sent.title === title && sent.stage === stage)) return null;
  return { ...(sent.title === title ? {} : { title }), ...(sent.stage === stage ? {} : { stage }) };
}

/**
 * Chooses what is sent next: all previews before any working copy (the office sees every photo early), the smallest
 * first (something always lands), and what keeps failing after all others (no photo can hold up the rest).
 */
import { type EntryPart, findMainPart, type PhotoVariant, type StoredEntry } from '../outbox/stored-entry.ts';

export interface UploadTask {
  readonly entry: StoredEntry;
  readonly part: EntryPart;
}

/** What this page remembers of an upload's tries. */
export interface Tries {
  readonly failures: number;
  /** Not before, phone's clock. */
  readonly waitUntilMs: number;
}

export interface Choice {
  readonly nowMs: number;
  /** Entries with an upload on its way: two of one entry would race for one key. */
  readonly inFlight: ReadonlySet<string>;
  readonly onWifi: boolean;
  triesOf(upload: UploadTask): Tries | undefined;
}

const RANK: Readonly<Record<PhotoVariant, number>> = { preview: 0, working: 1, original: 2 };

/** Every third failure moves an upload behind all that failed less: a dead line hits them all alike. */
const FAILURES_PER_DEMOTION = 3;

function toDemotion(tries: Tries | undefined): number {
  return Math.floor((tries?.failures ?? 0) / FAILURES_PER_DEMOTION);
}

/** All uploads that may go now, best first. */
export function chooseUploads(entries: readonly StoredEntry[], choice: Choice): UploadTask[] {
  return entries
    .filter((entry) => !entry.stuck && !choice.inFlight.has(entry.id))
    .map((entry) => findNextUpload(entry, choice.onWifi))
    .filter((upload) => upload !== null)
    .map((upload) => ({ upload, tries: choice.triesOf(upload) }))
    .filter(({ tries }) => (tries?.waitUntilMs ?? 0) <= choice.nowMs)
    .sort(
      (a, b) =>
        toDemotion(a.tries) - toDemotion(b.tries) ||
        RANK[a.upload.part.variant] - RANK[b.upload.part.variant] ||
        a.upload.part.bytes - b.upload.part.bytes ||
        a.upload.entry.capturedAtMs - b.upload.entry.capturedAtMs,
    )
    .map(({ upload }) => upload);
}

/** The first part that is not delivered; an original that only follows waits for Wi-Fi, or until it is asked for. */
export function findNextUpload(entry: StoredEntry, onWifi: boolean): UploadTask | null {
  const part = entry.parts?.find(({ delivered }) => !delivered);
  const isExtra = part?.variant === 'original' && part !== findMainPart(entry);
  if (!part || (isExtra && !onWifi && !entry.originalNow)) return null;
  return { entry, part };
}

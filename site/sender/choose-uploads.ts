/**
 * Chooses what is sent next: all previews before any working copy (dispatchers see every photo early), the smallest
 * first (something always lands), and what keeps failing after all others (no photo can hold up the rest).
 */
import type { Pause } from '../outbox/send-status.ts';
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
  /** Entries with an upload on its way: those of one entry go one after the other. */
  readonly inFlight: ReadonlySet<string>;
  readonly onWifi: boolean;
  triesOf(task: UploadTask): Tries | undefined;
}

const RANK: Readonly<Record<PhotoVariant, number>> = { preview: 0, working: 1, original: 2 };

/** Every third failure moves an upload behind all that failed less: a dead connection hits them all alike. */
const FAILURES_PER_DEMOTION = 3;

/** How often an original that waits for Wi-Fi looks for one. */
const WIFI_LOOK_MS = 60_000;

/** All uploads that may go now, best first. */
export function chooseUploads(entries: readonly StoredEntry[], choice: Choice): UploadTask[] {
  return listOpen(entries, choice)
    .map((entry) => findNextUpload(entry, choice.onWifi))
    .filter((task) => task !== null)
    .map((task) => ({ task, tries: choice.triesOf(task) }))
    .filter(({ tries }) => (tries?.waitUntilMs ?? 0) <= choice.nowMs)
    .sort(
      (a, b) =>
        toDemotion(a.tries) - toDemotion(b.tries) ||
        RANK[a.task.part.variant] - RANK[b.task.part.variant] ||
        a.task.part.bytes - b.task.part.bytes ||
        a.task.entry.capturedAtMs - b.task.entry.capturedAtMs,
    )
    .map(({ task }) => task);
}

/** What the first of those that may not go now waits for; null where none waits. */
export function findWait(entries: readonly StoredEntry[], choice: Choice): Pause | null {
  const waits = listOpen(entries, choice).map((entry): Pause => {
    const task = findNextUpload(entry, choice.onWifi);
    if (task) return { reason: 'retry', endsAtMs: choice.triesOf(task)?.waitUntilMs ?? 0 };
    return { reason: 'wifi', endsAtMs: findNextUpload(entry, true) ? choice.nowMs + WIFI_LOOK_MS : 0 };
  });
  const [first] = waits.filter(({ endsAtMs }) => endsAtMs > choice.nowMs).sort((a, b) => a.endsAtMs - b.endsAtMs);
  return first ?? null;
}

/** The first part that is not delivered; an original that only follows waits for Wi-Fi, or until it is asked for. */
export function findNextUpload(entry: StoredEntry, onWifi: boolean): UploadTask | null {
  const part = entry.parts?.find(({ delivered }) => !delivered);
  const isExtra = part?.variant === 'original' && part !== findMainPart(entry);
  if (!part || (isExtra && !onWifi && !entry.originalNow)) return null;
  return { entry, part };
}

/** Names an upload: its bytes' hash is in it, so that a copy made anew is another upload. */
export function formatTask({ entry, part }: UploadTask): string {
  return `${entry.id}/${part.variant}/${part.sha256}`;
}

function listOpen(entries: readonly StoredEntry[], { inFlight }: Choice): StoredEntry[] {
  return entries.filter(({ id, stuck, inBackground }) => !stuck && !inBackground && !inFlight.has(id));
}

function toDemotion(tries: Tries | undefined): number {
  return Math.floor((tries?.failures ?? 0) / FAILURES_PER_DEMOTION);
}

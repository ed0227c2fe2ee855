/** The uploads that are on their way at this moment, at most one of an entry. */
import type { SendStatus, UploadProgress } from '../outbox/send-status.ts';
import type { StoredEntry } from '../outbox/stored-entry.ts';
import type { UploadTask } from './choose-uploads.ts';
import { type OpenRequest, type OpenRequests, toStallTimeoutMs } from './open-requests.ts';
import type { Pauses } from './pauses.ts';
import type { Clock } from './ports.ts';

/** An upload of which no byte has left for so long lets others go. */
const SILENT_MS = 30_000;
/** A response may still be on its way for so long after the photo is in its album. */
const UNANSWERED_MS = 3000;

/**
 * Why the phone has ended an upload: `stalled`: it stood still for too long, `dead`: nothing of it moved while others were answered; `in-job`: its album shows it; `discarded`: by
 * the user; `silent`: its connection is probably a former one; `stopped`: somebody else sends.
 */
export type UploadEnd = 'stalled' | 'dead' | 'in-job' | 'discarded' | 'silent' | 'stopped';

interface ActiveUpload {
  readonly task: UploadTask;
  readonly progress: UploadProgress;
  readonly abort: AbortController;
  readonly request: OpenRequest;
  /** When a byte last left, phone's clock. */
  readonly movedAtMs: number;
}

export class InFlight {
  readonly #clock: Clock;
  readonly #requests: OpenRequests;
  readonly #pauses: Pauses;
  readonly #uploads = new Map<string, ActiveUpload>();

  constructor(clock: Clock, requests: OpenRequests, pauses: Pauses) {
    this.#clock = clock;
    this.#requests = requests;
    this.#pauses = pauses;
  }

  get size(): number {
    return this.#uploads.size;
  }

  entryIds(): ReadonlySet<string> {
    return new Set(this.#uploads.keys());
  }

  progress(): SendStatus['uploads'] {
    return Object.fromEntries([...this.#uploads].map(([id, { progress }]) => [id, progress]));
  }

  /** `silent`: those that wait for a response which may never come. */
  count(): { readonly moving: number; readonly silent: number } {
    const silent = this.#listSilent(SILENT_MS).length;
    return { moving: this.#uploads.size - silent, silent };
  }

  findLongestSilent(): UploadTask | null {
    const [first] = [...this.#uploads.values()].sort((a, b) => a.movedAtMs - b.movedAtMs);
    return first?.task ?? null;
  }

  /** Uploads to a job of which every byte has left, for some time and without a response. */
  listUnanswered(jobId: string): readonly UploadTask[] {
    return this.#listSilent(UNANSWERED_MS)
      .filter(({ task, progress }) => task.entry.jobId === jobId && progress.sentBytes >= progress.totalBytes)
      .map(({ task }) => task);
  }

  /** Returns the signal that ends it; its reason is an {@link UploadEnd}. */
  add(task: UploadTask): AbortSignal {
    const { entry, part } = task;
    const abort = new AbortController();
    const progress = { variant: part.variant, sentBytes: 0, totalBytes: part.bytes };
    const { stalls } = this.#pauses.triesOf(task);
    const readTimeoutMs = () => {
      const { sentBytes, totalBytes } = this.#uploads.get(entry.id)?.progress ?? progress;
      return toStallTimeoutMs({ sentBytes, totalBytes, bytesPerSecond: this.#pauses.bytesPerSecond, stalls });
    };
    const request = this.#requests.add(readTimeoutMs, () => this.end(task, 'dead'));
    this.#uploads.set(entry.id, { task, progress, abort, request, movedAtMs: this.#clock.now() });
    return abort.signal;
  }

  noteProgress({ entry, part }: UploadTask, sentBytes: number, totalBytes: number): void {
    const upload = this.#uploads.get(entry.id);
    const progress = { variant: part.variant, sentBytes, totalBytes };
    upload?.request.noteMoved();
    if (upload) this.#uploads.set(entry.id, { ...upload, progress, movedAtMs: this.#clock.now() });
  }

  remove({ entry }: UploadTask): void {
    this.#uploads.get(entry.id)?.request.close();
    this.#uploads.delete(entry.id);
  }

  end({ entry }: UploadTask, reason: UploadEnd): void {
    this.#uploads.get(entry.id)?.abort.abort(reason);
  }

  /** The user discarded them: what is on its way is of no use. */
  abortOthers(kept: readonly StoredEntry[]): void {
    const ids = new Set(kept.map(({ id }) => id));
    for (const { task } of this.#uploads.values()) if (!ids.has(task.entry.id)) this.end(task, 'discarded');
  }

  /** Ends those of which no byte has left for `ms`: their connection is probably a former one. */
  abortSilent(ms: number = SILENT_MS): void {
    for (const { task } of this.#listSilent(ms)) this.end(task, 'silent');
  }

  abortAll(): void {
    for (const { task } of this.#uploads.values()) this.end(task, 'stopped');
  }

  #listSilent(ms: number): ActiveUpload[] {
    const nowMs = this.#clock.now();
    return [...this.#uploads.values()].filter(({ movedAtMs }) => nowMs - movedAtMs >= ms);
  }
}

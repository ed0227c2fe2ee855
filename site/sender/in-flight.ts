/** The uploads that are on their way at this moment, at most one of an entry. */
import type { SendStatus, UploadProgress } from '../outbox/send-status.ts';
import type { StoredEntry } from '../outbox/stored-entry.ts';
import type { UploadTask } from './choose-uploads.ts';
import type { Clock } from './ports.ts';

/** An upload of which no byte has left for so long lets others go. */
const SILENT_MS = 30_000;

interface ActiveUpload {
  readonly progress: UploadProgress;
  readonly abort: AbortController;
  /** When a byte last left, phone's clock. */
  readonly movedAtMs: number;
}

export class InFlight {
  readonly #clock: Clock;
  readonly #uploads = new Map<string, ActiveUpload>();

  constructor(clock: Clock) {
    this.#clock = clock;
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

  /** Returns the signal that ends it. */
  add({ entry, part }: UploadTask): AbortSignal {
    const abort = new AbortController();
    const progress = { variant: part.variant, sentBytes: 0, totalBytes: part.bytes };
    this.#uploads.set(entry.id, { progress, abort, movedAtMs: this.#clock.now() });
    return abort.signal;
  }

  noteProgress({ entry, part }: UploadTask, sentBytes: number, totalBytes: number): void {
    const upload = this.#uploads.get(entry.id);
    const progress = { variant: part.variant, sentBytes, totalBytes };
    if (upload) this.#uploads.set(entry.id, { ...upload, progress, movedAtMs: this.#clock.now() });
  }

  remove({ entry }: UploadTask): void {
    this.#uploads.delete(entry.id);
  }

  /** The user discarded them: what is on its way is of no use. */
  abortOthers(kept: readonly StoredEntry[]): void {
    const ids = new Set(kept.map(({ id }) => id));
    for (const [id, { abort }] of this.#uploads) if (!ids.has(id)) abort.abort();
  }

  /** Ends those of which no byte has left for `ms`: their connection is probably a former one. */
  abortSilent(ms: number = SILENT_MS): void {
    for (const { abort } of this.#listSilent(ms)) abort.abort();
  }

  abortAll(): void {
    for (const { abort } of this.#uploads.values()) abort.abort();
  }

  #listSilent(ms: number): ActiveUpload[] {
    const nowMs = this.#clock.now();
    return [...this.#uploads.values()].filter(({ movedAtMs }) => nowMs - movedAtMs >= ms);
  }
}

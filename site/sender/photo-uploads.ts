/** Sends one part with its ticket, and settles what the response, or its absence, means. */
import type { Album } from '../../edge/api.ts';
import { findMainPart, type Labels, type StoredEntry, toStuck } from '../outbox/stored-entry.ts';
import type { Albums } from './albums.ts';
import type { UploadTask } from './choose-uploads.ts';
import type { InFlight, UploadEnd } from './in-flight.ts';
import { judgeUpload, type Verdict } from './judge-upload.ts';
import type { Pauses } from './pauses.ts';
import type { SenderDependencies } from './ports.ts';
import { isArrived, lookUp, toDelivered, toUnplanned } from './settle-upload.ts';
import type { HeldTicket, Tickets } from './tickets.ts';

/** Copies that S3 finds damaged so often are not made a further time. */
const MAX_DAMAGES = 2;

/** What became of the request. `lost`: no response came; `end`: because the phone has ended it. */
type UploadOutcome = Verdict | { readonly kind: 'lost'; readonly hadAllLeft: boolean; readonly end: UploadEnd | null };

const DAMAGED: Verdict = { kind: 'damaged' };

export interface UploadParts {
  readonly inFlight: InFlight;
  readonly pauses: Pauses;
  readonly tickets: Tickets;
  readonly albums: Albums;
}

type UploadDependencies = Pick<SenderDependencies, 'store' | 'sendForm' | 'clock' | 'onBytesSent'>;

export class PhotoUploads {
  readonly #deps: UploadDependencies;
  readonly #parts: UploadParts;
  readonly #onProgress: () => void;
  /** Entries whose bytes all left but whose response was lost, with the labels that went: the album is asked first. */
  readonly #unconfirmed = new Map<string, Labels>();

  constructor(deps: UploadDependencies, parts: UploadParts, onProgress: () => void) {
    this.#deps = deps;
    this.#parts = parts;
    this.#onProgress = onProgress;
  }

  async run(task: UploadTask, held: HeldTicket): Promise<void> {
    const { inFlight, pauses } = this.#parts;
    const signal = inFlight.add(task);
    try {
      if (await this.#isThere(task)) return;
      await this.#settle(task, held, await this.#send(task, held, signal));
    } catch {
      // Only the database can fail here. Without a wait, a photo that cannot be ticked off would be sent again and again.
      pauses.noteDead(task);
    } finally {
      inFlight.remove(task);
    }
  }

  /** An album was seen: what it shows needs no response any more. Its upload is ended, and settled by the album. */
  noteAlbum(jobId: string, album: Album): void {
    const { inFlight } = this.#parts;
    for (const task of inFlight.listUnanswered(jobId)) {
      const isMain = task.part.variant === findMainPart(task.entry)?.variant;
      if (isMain && isArrived(lookUp(task.entry, album, this.#deps.clock.now()))) inFlight.end(task, 'in-job');
    }
  }

  /** After a lost response the album is asked first: a few kilobytes may spare the whole photo. */
  async #isThere(task: UploadTask): Promise<boolean> {
    const { entry, part } = task;
    const { albums } = this.#parts;
    const labels = this.#unconfirmed.get(entry.id);
    if (!labels || !entry.photoId || part.variant === 'preview') return false;
    const album = await albums.read(entry, [entry.photoId]).catch(() => null);
    if (!album) return false;
    this.#unconfirmed.delete(entry.id);
    void albums.settle(entry.jobId, album).catch(() => undefined);
    if (!isArrived(lookUp(entry, album, this.#deps.clock.now()))) return false;
    await this.#markDelivered(task, labels);
    return true;
  }

  async #send(task: UploadTask, { ticket }: HeldTicket, signal: AbortSignal): Promise<UploadOutcome> {
    const { entry, part } = task;
    const { store, sendForm, clock, onBytesSent } = this.#deps;
    const { inFlight, pauses } = this.#parts;
    const bytes = await store.readBytes(entry.id, part.variant);
    if (bytes?.byteLength !== part.bytes) return DAMAGED;
    const startedMs = clock.now();
    let left = 0;
    let total = part.bytes;
    const onProgress = (sentBytes: number, totalBytes: number) => {
      onBytesSent(Math.max(0, sentBytes - left));
      left = sentBytes;
      total = totalBytes;
      inFlight.noteProgress(task, sentBytes, totalBytes);
      this.#onProgress();
    };
    try {
      signal.throwIfAborted();
      inFlight.noteProgress(task, 0, part.bytes);
      const { stalls } = pauses.triesOf(task);
      const verdict = judgeUpload(await sendForm(ticket, bytes, { onProgress, signal, stalls }));
      if (verdict.kind !== 'stored') return verdict;
      if (verdict.key !== ticket.key) return { kind: 'later' };
      pauses.noteSuccess(task, clock.now() - startedMs, inFlight.size);
      return verdict;
    } catch (error) {
      // Cut, stalled or aborted by whomever: no response is never a "no", and never a cancel.
      return { kind: 'lost', hadAllLeft: left >= total, end: toEnd(signal, error) };
    }
  }

  async #settle(task: UploadTask, { labels }: HeldTicket, outcome: UploadOutcome): Promise<void> {
    const { pauses, tickets } = this.#parts;
    const refusal = { tasks: [task], isOwn: true, isRefused: true };
    switch (outcome.kind) {
      case 'stored':
        tickets.drop(task);
        return this.#markDelivered(task, labels);
      case 'lost':
        if (outcome.hadAllLeft) this.#unconfirmed.set(task.entry.id, labels);
        return this.#noteLost(task, outcome.end);
      case 'later':
        return pauses.noteFailure({ ...refusal, retryAfterSeconds: outcome.retryAfterSeconds });
      case 'renew-ticket':
        tickets.drop(task);
        // Once, at once. A fresh ticket that is refused again is no matter of age: then there is no hurry.
        return pauses.noteRenewal(task) ? pauses.noteResponse() : pauses.noteFailure(refusal);
      case 'after-sign-in':
        return pauses.noteFailure(refusal);
      case 'damaged': {
        const isHopeless = pauses.noteDamage(task) >= MAX_DAMAGES;
        pauses.noteFailure(refusal);
        return this.#update(task, (now) => (isHopeless ? toStuck(now, 'photo-lost') : toUnplanned(now)));
      }
      case 'never':
        return this.#update(task, (now) => toStuck(now, outcome.code));
    }
  }

  #noteLost(task: UploadTask, end: UploadEnd | null): void {
    const { pauses } = this.#parts;
    if (end === 'dead' || end === 'stalled') pauses.noteStall(task);
    if (end === 'dead') pauses.noteDead(task);
    else if (end !== 'in-job' && end !== 'discarded' && end !== 'stopped') pauses.noteLost(task);
  }

  #markDelivered(task: UploadTask, labels: Labels): Promise<void> {
    const nowMs = this.#deps.clock.now();
    return this.#update(task, (now) => toDelivered(now, task.part.variant, { nowMs, labels }));
  }

  async #update({ entry }: UploadTask, change: (entry: StoredEntry) => StoredEntry): Promise<void> {
    await this.#deps.store.update(entry.id, change);
  }
}

/** Null: the connection has ended it. */
function toEnd(signal: AbortSignal, error: unknown): UploadEnd | null {
  if (signal.aborted) return signal.reason;
  return error instanceof DOMException && error.name === 'TimeoutError' ? 'stalled' : null;
}

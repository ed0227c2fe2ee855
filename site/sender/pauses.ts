/**
 * Every reason for sending nothing now, and when it ends: a connection that failed, a server that refuses, and the failures
 * of single uploads. Each ends by time, at most a minute later unless the server has asked for more; whether somebody must
 * sign in is the session's own state, and not kept here. A reload forgets all of it without harm.
 */
import type { AppError } from '../../edge/app-error.ts';
import type { Pause } from '../outbox/send-status.ts';
import { formatTask, type UploadTask } from './choose-uploads.ts';
import {
  countSlots,
  type Failure,
  mayUpload,
  NEW_CONNECTION,
  toBackoffMs,
  withFailure,
  withLostUpload,
  withOtherResponse,
  withoutWaits,
  withReconnectHint,
  withResponse,
  withSuccess,
} from './connection.ts';
import { isRefusal } from './judge-upload.ts';
import type { SenderDependencies } from './ports.ts';

/** While somebody looks at the screen, a question that costs next to nothing is asked again within this time. */
const LONGEST_VISIBLE_WAIT_MS = 12_000;

/** What is remembered of an upload's failures. */
interface UploadTries {
  readonly failures: number;
  readonly waitUntilMs: number;
  /** How often its ticket was refused as too old. */
  readonly renewals: number;
  /** How often it was ended for standing still: the next try is given more time. */
  readonly stalls: number;
}

const NO_TRIES: UploadTries = { failures: 0, waitUntilMs: 0, renewals: 0, stalls: 0 };

export interface UploadFailure {
  readonly tasks: readonly UploadTask[];
  /** The uploads themselves failed, and not the connection alone: each waits for its own time as well. */
  readonly isOwn: boolean;
  readonly retryAfterSeconds?: number | undefined;
  /** It was a response, and not the absence of one. */
  readonly isRefused: boolean;
}

export class Pauses {
  readonly #deps: Pick<SenderDependencies, 'clock' | 'isVisible'>;
  readonly #tries = new Map<string, UploadTries>();
  /** By entry id: a copy made anew is another upload. */
  readonly #damages = new Map<string, number>();
  #connection = NEW_CONNECTION;

  constructor(deps: Pick<SenderDependencies, 'clock' | 'isVisible'>) {
    this.#deps = deps;
  }

  /** What stops, or has just stopped, every upload; single ones may wait longer (`triesOf`). */
  current(): Pause | null {
    const { failures, retryAtMs, isRefused, lostUploads, uploadAtMs } = this.#connection;
    if (failures > 0) return { reason: isRefused ? 'server' : 'network', endsAtMs: retryAtMs };
    return lostUploads > 0 ? { reason: 'network', endsAtMs: uploadAtMs } : null;
  }

  /** Whether something small may be asked. */
  mayAsk(): boolean {
    return this.#connection.retryAtMs <= this.#deps.clock.now();
  }

  mayUpload(): boolean {
    return this.mayAsk() && mayUpload(this.#connection, this.#deps.clock.now());
  }

  get bytesPerSecond(): number | null {
    return this.#connection.bytesPerSecond;
  }

  triesOf(task: UploadTask): UploadTries {
    return this.#tries.get(formatTask(task)) ?? NO_TRIES;
  }

  countSlots({ moving, silent }: { readonly moving: number; readonly silent: number }): number {
    return countSlots(this.#connection, moving, silent);
  }

  /** The connection failed, or the server refused, and `tasks` with it: other uploads go first when it is tried again. */
  noteFailure({ tasks, isOwn, retryAfterSeconds, isRefused }: UploadFailure): void {
    this.#connection = withFailure(this.#connection, { ...this.#toFailure(), retryAfterSeconds, isRefused });
    this.#noteTries(tasks, isOwn);
  }

  /** Something small that the sender asked for did not come. */
  noteFailedQuestion(error: AppError): void {
    const { retryAfterSeconds } = error;
    this.noteFailure({ tasks: [], isOwn: false, isRefused: isRefusal(error), retryAfterSeconds });
  }

  /** No response came to an upload, and nothing shows that others get theirs. */
  noteLost(task: UploadTask): void {
    this.#connection = withLostUpload(this.#connection, this.#toFailure());
    this.#noteTries([task], false);
  }

  /** An upload was ended because no byte of it moved while others were answered: the connection is well, and this one waits its time. */
  noteDead(task: UploadTask): void {
    this.#noteTries([task], true);
  }

  /** An upload was ended for standing still, whatever it says of the connection. */
  noteStall(task: UploadTask): void {
    const tries = this.triesOf(task);
    this.#tries.set(formatTask(task), { ...tries, stalls: tries.stalls + 1 });
  }

  /** @param atOnce uploads that shared the connection, this one included */
  noteSuccess(task: UploadTask, tookMs: number, atOnce: number): void {
    this.#connection = withSuccess(this.#connection, { bytes: task.part.bytes, tookMs, atOnce });
    this.#tries.delete(formatTask(task));
  }

  /** A request of the sender was answered as it should. */
  noteResponse(): void {
    this.#connection = withResponse(this.#connection);
  }

  /** A request that was not for an upload, begun at `beganAtMs`, was answered in whatever way. */
  noteOtherResponse(beganAtMs: number): void {
    this.#connection = withOtherResponse(this.#connection, beganAtMs);
  }

  /** The network may be back. */
  noteReconnectHint(): void {
    this.#connection = withReconnectHint(this.#connection, this.#deps.clock.now());
    // Waits of single uploads end as well: they were set when the network was perhaps another.
    const waitUntilMs = this.#connection.retryAtMs;
    for (const [name, tries] of this.#tries) this.#tries.set(name, { ...tries, waitUntilMs });
  }

  /** The phone's clock was set back: what was to wait until a time would wait for too long. */
  noteClockSetBack(): void {
    this.#connection = withoutWaits(this.#connection);
    for (const [name, tries] of this.#tries) this.#tries.set(name, { ...tries, waitUntilMs: 0 });
  }

  /** Somebody has signed in: what the server has refused it refused to another token. */
  noteSignIn(): void {
    this.#connection = { ...NEW_CONNECTION, bytesPerSecond: this.bytesPerSecond };
  }

  /** A ticket was refused as too old. Tells whether it was the first of this upload. */
  noteRenewal(task: UploadTask): boolean {
    const tries = this.triesOf(task);
    this.#tries.set(formatTask(task), { ...tries, renewals: tries.renewals + 1 });
    return tries.renewals === 0;
  }

  /** The server found a copy damaged. Tells how often it did before, for this entry. */
  noteDamage({ entry }: UploadTask): number {
    const damages = this.#damages.get(entry.id) ?? 0;
    this.#damages.set(entry.id, damages + 1);
    return damages;
  }

  /** The user wants everything to be tried at once. */
  end(): void {
    this.#connection = { ...NEW_CONNECTION, bytesPerSecond: this.bytesPerSecond };
    this.#tries.clear();
    this.#damages.clear();
  }

  #toFailure(): Failure {
    const { clock, isVisible } = this.#deps;
    const longestMs = isVisible() ? LONGEST_VISIBLE_WAIT_MS : undefined;
    return { nowMs: clock.now(), random: clock.random(), longestMs };
  }

  #noteTries(tasks: readonly UploadTask[], isOwn: boolean): void {
    const { clock } = this.#deps;
    for (const task of tasks) {
      const tries = this.triesOf(task);
      const failures = tries.failures + 1;
      const waitMs = isOwn ? toBackoffMs(failures, clock.random()) : 0;
      this.#tries.set(formatTask(task), { ...tries, failures, waitUntilMs: clock.now() + waitMs });
    }
  }
}

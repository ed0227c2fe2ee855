/**
 * Every reason for sending nothing now, and when it ends: a sign-in that is needed, a connection that failed, and the
 * failures of single uploads. A reload forgets them without harm.
 */
import type { Pause } from '../outbox/send-status.ts';
import { formatTask, type UploadTask } from './choose-uploads.ts';
import {
  countSlots,
  NEW_CONNECTION,
  toBackoffMs,
  withFailure,
  withOtherResponse,
  withReconnectHint,
  withResponse,
  withSuccess,
} from './connection.ts';
import type { Clock } from './ports.ts';

/** The server takes no token of this phone: only an event (reconnect hint, sign-in, the user's wish) ends it. */
const SIGN_IN_PAUSE: Pause = { reason: 'sign-in', endsAtMs: Number.POSITIVE_INFINITY };

/** What is remembered of an upload's failures. */
interface UploadTries {
  readonly failures: number;
  readonly waitUntilMs: number;
  /** How often its ticket was refused as too old. */
  readonly renewals: number;
}

const NO_TRIES: UploadTries = { failures: 0, waitUntilMs: 0, renewals: 0 };

export interface UploadFailure {
  readonly tasks: readonly UploadTask[];
  /** The uploads themselves failed, and not the connection alone: each waits for its own time as well. */
  readonly isOwn: boolean;
  readonly retryAfterSeconds?: number | undefined;
}

export class Pauses {
  readonly #clock: Clock;
  readonly #tries = new Map<string, UploadTries>();
  /** By entry id: a copy made anew is another upload. */
  readonly #damages = new Map<string, number>();
  #connection = NEW_CONNECTION;
  #signIn: Pause | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What stops, or has just stopped, every upload; single ones may wait longer (`triesOf`). */
  current(): Pause | null {
    const { failures, retryAtMs } = this.#connection;
    return this.#signIn ?? (failures > 0 ? { reason: 'network', endsAtMs: retryAtMs } : null);
  }

  triesOf(task: UploadTask): UploadTries {
    return this.#tries.get(formatTask(task)) ?? NO_TRIES;
  }

  countSlots({ moving, silent }: { readonly moving: number; readonly silent: number }): number {
    return countSlots(this.#connection, moving, silent);
  }

  needSignIn(): void {
    this.#signIn = SIGN_IN_PAUSE;
  }

  /** The connection failed, and `tasks` with it: other uploads go first when it is tried again. */
  noteFailure({ tasks, isOwn, retryAfterSeconds }: UploadFailure): void {
    const moment = { nowMs: this.#clock.now(), random: this.#clock.random(), retryAfterSeconds };
    this.#connection = withFailure(this.#connection, moment);
    for (const task of tasks) {
      const tries = this.triesOf(task);
      const failures = tries.failures + 1;
      const waitMs = isOwn ? toBackoffMs(failures, this.#clock.random()) : 0;
      this.#tries.set(formatTask(task), { ...tries, failures, waitUntilMs: moment.nowMs + waitMs });
    }
  }

  /** @param atOnce uploads that shared the connection, this one included */
  noteSuccess(task: UploadTask, tookMs: number, atOnce: number): void {
    this.#connection = withSuccess(this.#connection, { bytes: task.part.bytes, tookMs, atOnce });
    this.#tries.delete(formatTask(task));
  }

  /** A request of the sender was answered. */
  noteResponse(): void {
    this.#connection = withResponse(this.#connection);
  }

  /** The edge has answered a request that was not for an upload. */
  noteOtherResponse(): void {
    this.#connection = withOtherResponse(this.#connection, this.#clock.now());
  }

  /** The network may be back, or somebody has signed in. */
  noteReconnectHint(): void {
    this.#connection = withReconnectHint(this.#connection, this.#clock.now());
    this.#signIn = null;
    // Waits of single uploads end as well: they were set when the network was perhaps another.
    const waitUntilMs = this.#connection.retryAtMs;
    for (const [name, tries] of this.#tries) this.#tries.set(name, { ...tries, waitUntilMs });
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
    this.#connection = withResponse(this.#connection);
    this.#signIn = null;
    this.#tries.clear();
    this.#damages.clear();
  }
}

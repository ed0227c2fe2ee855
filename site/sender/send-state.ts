/** What the sending loop remembers while the page lives, and the ports it works on. A reload forgets it without harm. */
import type { Ticket } from '../../edge/api.ts';
import type { Labels, StoredEntry } from '../outbox/stored-entry.ts';
import type { UploadProgress } from '../outbox/view-entry.ts';
import type { Api, OutboxSettings } from '../phone.ts';
import type { UploadTask } from './choose-uploads.ts';
import { type Connection, NEW_CONNECTION, toBackoffMs, withFailure } from './connection.ts';
import type { EntryStore, Hash, SendForm, Shrink } from './ports.ts';

export interface SendDependencies {
  readonly store: EntryStore;
  readonly api: Pick<Api, 'tickets' | 'album' | 'editPhoto'>;
  readonly sendForm: SendForm;
  readonly shrink: Shrink;
  readonly hash: Hash;
  readonly clock: Clock;
  /** Whose entries are sent; null: nobody's. */
  subject(): string | null;
  settings(): OutboxSettings;
  isOnWifi(): boolean;
  /** Server's clock minus the phone's, ms. */
  skewMs(): number;
  /** Is told after each change of what is on its way. */
  onStatus(status: SendStatus): void;
  /** Is told when an entry was seen in its job, and has left. */
  onInJob(entry: StoredEntry): void;
  onBytesSent(bytes: number): void;
}

export interface Clock {
  now(): number;
  /** In [0, 1). */
  random(): number;
  /** Fulfils after `ms` or when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface SendStatus {
  /** By entry id. */
  readonly live: Readonly<Record<string, UploadProgress>>;
  readonly isSignInNeeded: boolean;
  /** When the line is tried again; null when it is open. */
  readonly nextTryAtMs: number | null;
}

export interface HeldTicket {
  readonly ticket: Ticket;
  readonly goodUntilMs: number;
  readonly labels: Labels;
}

export interface UploadTries {
  readonly failures: number;
  readonly waitUntilMs: number;
  readonly renewals: number;
  readonly damages: number;
}

export interface SendState {
  connection: Connection;
  isSignInNeeded: boolean;
  isAskingTickets: boolean;
  /** Entry whose picture is being shrunk. */
  preparing: string | null;
  readonly flying: Map<string, Flight>;
  readonly tickets: Map<string, HeldTicket>;
  readonly tries: Map<string, UploadTries>;
  /** Uploads whose request for tickets was refused in company: they are asked for alone. */
  readonly alone: Set<string>;
  /** Entries whose bytes all left but whose answer was lost, with the labels that went: the album is asked first. */
  readonly doubts: Map<string, Labels>;
  /** Ids of the photos that albums have shown whole: one of them may be chosen again. */
  readonly inAlbums: Set<string>;
  /** Entries that were compared with what their job had before. */
  readonly compared: Set<string>;
  /** When a job's album is looked at next, by job id; `lastMs` is its latest delivery, which starts the looks anew. */
  readonly confirmations: Map<string, { readonly tries: number; readonly atMs: number; readonly lastMs: number }>;
}

/** An upload on its way. */
export interface Flight {
  readonly live: UploadProgress;
  readonly abort: AbortController;
  /** When a byte last left, phone's clock. */
  readonly movedAtMs: number;
}

export const NO_TRIES: UploadTries = { failures: 0, waitUntilMs: 0, renewals: 0, damages: 0 };

export function createSendState(): SendState {
  return {
    connection: NEW_CONNECTION,
    isSignInNeeded: false,
    isAskingTickets: false,
    preparing: null,
    flying: new Map(),
    tickets: new Map(),
    tries: new Map(),
    alone: new Set(),
    doubts: new Map(),
    inAlbums: new Set(),
    compared: new Set(),
    confirmations: new Map(),
  };
}

/** Names an upload: its bytes' hash is in it, so that a copy made anew is another upload. */
export function formatUpload({ entry, part }: UploadTask): string {
  return `${entry.id}/${part.variant}/${part.sha256}`;
}

/** The line failed, and `upload` with it: other uploads go first when it opens again. */
export function noteFailure(
  state: SendState,
  clock: Clock,
  failure: {
    readonly uploads: readonly UploadTask[];
    readonly isOwn: boolean;
    readonly retryAfterSeconds?: number | undefined;
  },
): void {
  const moment = { nowMs: clock.now(), random: clock.random(), retryAfterSeconds: failure.retryAfterSeconds };
  state.connection = withFailure(state.connection, moment);
  for (const upload of failure.uploads) {
    const name = formatUpload(upload);
    const tries = state.tries.get(name) ?? NO_TRIES;
    const failures = tries.failures + 1;
    const waitMs = failure.isOwn ? toBackoffMs(failures, clock.random()) : 0;
    state.tries.set(name, { ...tries, failures, waitUntilMs: moment.nowMs + waitMs });
  }
}

export function toStatus({ flying, connection, isSignInNeeded }: SendState): SendStatus {
  const live = Object.fromEntries([...flying].map(([id, flight]) => [id, flight.live]));
  return { live, isSignInNeeded, nextTryAtMs: connection.failures > 0 ? connection.retryAtMs : null };
}

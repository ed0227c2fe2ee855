/** What the sender works on. Page and service worker each give it their own. */
import type { Job, Ticket, TicketRequest } from '../../edge/api.ts';
import type { AppError } from '../../edge/app-error.ts';
import type { TokenSource } from '../api/token-source.ts';
import type { DrawLook, EntryStore, Hash, LookMark, Shrink } from '../outbox/ports.ts';
import type { SendStatus } from '../outbox/send-status.ts';
import type { StoredEntry } from '../outbox/stored-entry.ts';
import type { Api, OutboxSettings } from '../phone.ts';
import type { UploadResponse } from './judge-upload.ts';

/** What the sender asks of the edge. */
export interface EdgeRoutes extends Pick<Api, 'album' | 'editPhoto'> {
  /** In the order of the request. */
  tickets(request: TicketRequest): Promise<readonly Ticket[]>;
}

export interface SenderDependencies {
  readonly store: EntryStore;
  /** The edge, for what is `subject`'s: with their session, or not at all. `signal` ends what is asked. */
  api(subject: string, signal?: AbortSignal): EdgeRoutes;
  /** Tells of photos before there are tickets for them, with `subject`'s session. */
  announce(subject: string, request: TicketRequest): Promise<void>;
  /** Absent where nobody makes jobs. */
  readonly newJobs?: JobsBefore;
  readonly sendForm: SendForm;
  readonly shrink: Shrink;
  /** Absent where looks come with the copies alone. */
  readonly drawLook?: DrawLook;
  readonly lookMark?: LookMark;
  /** How many pictures were chosen on this page and are not yet safe: what would hold them up waits. */
  countSaving?(): number;
  /** Fulfils when the screen has had time to say what the store has just taken; absent where there is no screen. */
  afterPaint?(): Promise<void>;
  /** Makes ready what the next shrink, or first look, needs. */
  warm?(): void;
  readonly hash: Hash;
  readonly clock: Clock;
  /** Whose entries are sent, and whether they can be. */
  readonly session: Pick<TokenSource, 'user' | 'state' | 'reload'>;
  settings(): OutboxSettings;
  /** Somebody may be looking at the screen. */
  isVisible(): boolean;
  isOnWifi(): boolean;
  /** Server's clock minus the phone's, ms; null before any response of this page life. */
  skewMs(): number | null;
  /** Is told after each change of what is on its way. */
  onStatus(status: SendStatus): void;
  /** Is told when an entry was seen in its job, and has left. */
  onInJob(entry: StoredEntry): void;
  onBytesSent(bytes: number): void;
}

/** Jobs that are made before their photos go. */
export interface JobsBefore {
  readonly isAsking: boolean;
  /** Reads at once all entries and which jobs wait; `free`: those whose job is there. */
  look(): Promise<{ readonly all: readonly StoredEntry[]; readonly free: readonly StoredEntry[] }>;
  /** As of the last look. */
  isUnmade(entry: OfJob): boolean;
  /**
   * Asks for the next whose time has come, one at a time; returns when to look again, phone's clock.
   * @param onEnd is given the job where the edge has it now: photos of it that an older page has tried to send go again
   */
  askNext(pauses: ConnectionNews, onEnd: (made: readonly Job[]) => void): number;
  /** The user wants everything to be tried once more. */
  freeRefused(): Promise<void>;
  noteReconnectHint(): void;
  noteClockSetBack(): void;
}

interface OfJob {
  readonly jobId: string;
}

/** Hears what a small request tells of the connection. */
export interface ConnectionNews {
  noteResponse(): void;
  noteFailedQuestion(error: AppError): void;
}

export interface Clock {
  now(): number;
  /** In [0, 1). */
  random(): number;
  /** Fulfils after `ms` or when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface SendOptions {
  /** Of the whole form, as bytes leave; `total` includes the form's fields. */
  onProgress(sentBytes: number, totalBytes: number): void;
  readonly signal: AbortSignal;
  /** How often this upload was ended before for standing still: it is waited for twice as long with each. */
  readonly stalls: number;
}

/** Sends the form of a ticket. Rejects when no response came: with a TimeoutError if it stood still for 45 s, else with anything. */
export type SendForm = (ticket: Ticket, bytes: ArrayBuffer, options: SendOptions) => Promise<UploadResponse>;

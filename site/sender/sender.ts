/**
 * Brings photos from the outbox to their job. It starts what may go, and waits until something may: what goes next, when, and
 * what a response means is decided elsewhere. Nothing is deleted before its job was seen to have it.
 */
import type { Album } from '../../edge/api.ts';
import type { Pause } from '../outbox/send-status.ts';
import type { StoredEntry } from '../outbox/stored-entry.ts';
import { Albums } from './albums.ts';
import { type Choice, chooseUploads, findWait } from './choose-uploads.ts';
import { Confirmations } from './confirmations.ts';
import { InFlight } from './in-flight.ts';
import { KnownPhotos } from './known-photos.ts';
import { Pauses } from './pauses.ts';
import { PhotoUploads } from './photo-uploads.ts';
import type { SenderDependencies } from './ports.ts';
import { createPreparation, type Preparation } from './preparation.ts';
import { Tickets } from './tickets.ts';

/** Bounds a sleep, so that what no event tells (a Wi-Fi, a day's change) is seen. */
const LONGEST_SLEEP_MS = 60_000;
const NEVER_MS = Number.POSITIVE_INFINITY;
/** At the user's wish an upload is ended sooner when no byte of it leaves. */
const SILENT_AT_WISH_MS = 5000;

export class Sender {
  readonly #deps: SenderDependencies;
  readonly #pauses: Pauses;
  readonly #inFlight: InFlight;
  readonly #albums: Albums;
  readonly #tickets: Tickets;
  readonly #uploads: PhotoUploads;
  readonly #confirmations: Confirmations;
  readonly #preparation: Preparation;
  /** What single uploads wait for, as of the last turn. */
  #wait: Pause | null = null;
  #isIdle = false;
  /** Ends the sleep between two turns. */
  #wake: () => void = () => undefined;

  constructor(deps: SenderDependencies) {
    this.#deps = deps;
    this.#pauses = new Pauses(deps.clock);
    this.#inFlight = new InFlight(deps.clock);
    this.#albums = new Albums(deps, this.#pauses);
    this.#tickets = new Tickets(deps, this.#pauses, new KnownPhotos(deps, this.#albums));
    const parts = { inFlight: this.#inFlight, pauses: this.#pauses, tickets: this.#tickets, albums: this.#albums };
    this.#uploads = new PhotoUploads(deps, parts, () => this.#tellStatus());
    this.#confirmations = new Confirmations(deps.clock, this.#albums, () => this.notify());
    this.#preparation = createPreparation(deps);
  }

  /** Nothing is on its way and nothing could go at this moment. */
  get isIdle(): boolean {
    return this.#isIdle;
  }

  /** Sends until `signal` aborts; then aborts what is on its way, which loses nothing. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#deps;
    signal.addEventListener('abort', () => this.notify());
    while (!signal.aborted) {
      const notified = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      // A database that fails now (iOS drops its connection in the background) is asked again later.
      const nextMs = await this.#turn().catch(() => NEVER_MS);
      this.#isIdle = this.#inFlight.size === 0 && !this.#tickets.isAsking && !this.#preparation.isBusy();
      this.#tellStatus();
      const awake = new AbortController();
      const sleepMs = Math.min(LONGEST_SLEEP_MS, Math.max(0, nextMs - clock.now()));
      await Promise.race([notified, clock.sleep(sleepMs, awake.signal)]);
      awake.abort();
    }
    this.#inFlight.abortAll();
  }

  /** Something changed in the store, or the settings. */
  notify(): void {
    this.#wake();
  }

  /** The network may be back, or the user has signed in. */
  noteReconnectHint(): void {
    this.#pauses.noteReconnectHint();
    this.#inFlight.abortSilent();
    this.notify();
  }

  /** The edge has answered somebody else on this phone. */
  noteResponse(): void {
    this.#pauses.noteOtherResponse();
    this.notify();
  }

  /** Somebody else on this phone has read an album. */
  noteAlbum(jobId: string, album: Album): void {
    void this.#albums.settle(jobId, album).catch(() => undefined);
  }

  /** The user wants it now: no wait, and stuck entries once more. */
  sendNow(): void {
    this.#pauses.end();
    this.#tickets.allowBatches();
    this.#inFlight.abortSilent(SILENT_AT_WISH_MS);
    void this.#freeStuck().then(() => this.notify());
  }

  /** Starts whatever can go now; returns when to look again at the latest, phone's clock. */
  async #turn(): Promise<number> {
    const entries = await this.#listEntries();
    this.#inFlight.abortOthers(entries);
    void this.#preparation.next(entries).then((isDone) => isDone && this.notify());
    const pause = this.#pauses.current();
    const isPaused = pause !== null && pause.endsAtMs > this.#deps.clock.now();
    const isLooking = !isPaused || pause.reason !== 'sign-in';
    const confirmAtMs = isLooking ? this.#confirmations.lookIfDue(entries) : NEVER_MS;
    this.#wait = isPaused ? pause : this.#startUploads(entries);
    return Math.min(confirmAtMs, this.#wait?.endsAtMs ?? NEVER_MS);
  }

  /** Returns what those wait for that could not start. */
  #startUploads(entries: readonly StoredEntry[]): Pause | null {
    const choice: Choice = {
      nowMs: this.#deps.clock.now(),
      inFlight: this.#inFlight.entryIds(),
      onWifi: this.#deps.isOnWifi(),
      triesOf: (task) => this.#pauses.triesOf(task),
    };
    const ready = chooseUploads(entries, choice);
    const next = ready.slice(0, this.#pauses.countSlots(this.#inFlight.count()));
    const isMissing = next.some((task) => !this.#tickets.find(task));
    for (const task of next) {
      const held = this.#tickets.find(task);
      if (held) void this.#uploads.run(task, held).finally(() => this.notify());
    }
    if (isMissing && !this.#tickets.isAsking) void this.#tickets.request(ready).finally(() => this.notify());
    return findWait(entries, choice);
  }

  #tellStatus(): void {
    const uploads = this.#inFlight.progress();
    // A network that failed is told until it has worked again; a single upload's wait only while nothing else goes.
    const pause = this.#pauses.current() ?? (this.#inFlight.size > 0 ? null : this.#wait);
    this.#deps.onStatus({ uploads, pause });
  }

  async #listEntries(): Promise<readonly StoredEntry[]> {
    const subject = this.#deps.subject();
    return subject === null ? [] : this.#deps.store.list(subject);
  }

  async #freeStuck(): Promise<void> {
    const stuck = (await this.#listEntries()).filter((entry) => entry.stuck !== null);
    await Promise.all(stuck.map(({ id }) => this.#deps.store.update(id, (entry) => ({ ...entry, stuck: null }))));
  }
}

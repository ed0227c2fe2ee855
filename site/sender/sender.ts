/**
 * Brings photos from the outbox to their job. It starts what may go, and waits until something may: what goes next, when, and
 * what a response means is decided elsewhere. Nothing is deleted before its job was seen to have it.
 */
import type { Album, Job } from '../../edge/api.ts';
import type { AppError } from '../../edge/app-error.ts';
import type { DrawnLook } from '../outbox/prepare-entry.ts';
import type { Pause } from '../outbox/send-status.ts';
import type { StoredEntry } from '../outbox/stored-entry.ts';
import { Albums, type OwnJob } from './albums.ts';
import { type Choice, chooseUploads, findWait, type UploadTask } from './choose-uploads.ts';
import { Confirmations } from './confirmations.ts';
import { FirstLooks } from './first-looks.ts';
import { createHanding, type Handing } from './handing.ts';
import { InFlight } from './in-flight.ts';
import { KnownPhotos } from './known-photos.ts';
import { OpenRequests } from './open-requests.ts';
import { Pauses } from './pauses.ts';
import { PhotoUploads } from './photo-uploads.ts';
import type { JobsBefore, SenderDependencies } from './ports.ts';
import { createPreparation, type Preparation } from './preparation.ts';
import { Probe } from './probe.ts';
import { Refusals } from './refusals.ts';
import { SessionWatch } from './session-watch.ts';
import { Tickets } from './tickets.ts';
import { watchApi } from './watched-api.ts';

/** Bounds a sleep, so that what no event tells (a Wi-Fi, a day's change) is seen. */
const LONGEST_SLEEP_MS = 60_000;
const NEVER_MS = Number.POSITIVE_INFINITY;
/** At the user's wish an upload is ended sooner when no byte of it leaves. */
const SILENT_AT_WISH_MS = 5000;

export class Sender {
  readonly #deps: SenderDependencies;
  readonly #session: SessionWatch;
  readonly #pauses: Pauses;
  readonly #requests: OpenRequests;
  readonly #inFlight: InFlight;
  readonly #albums: Albums;
  readonly #tickets: Tickets;
  readonly #uploads: PhotoUploads;
  readonly #confirmations: Confirmations;
  readonly #preparation: Preparation;
  readonly #probe: Probe;
  readonly #refusals: Refusals;
  readonly #handing: Handing;
  /** What single uploads wait for, and when it began, phone's clock: of the last turn. */
  #wait: Pause | null = null;
  #turnMs = 0;
  #isIdle = false;
  #running: AbortSignal | null = null;
  /** Ends the sleep between two turns. */
  #wake: () => void = () => undefined;

  constructor(deps: SenderDependencies) {
    this.#deps = deps;
    this.#pauses = new Pauses(deps);
    this.#session = new SessionWatch(deps, () => this.#pauses.noteSignIn());
    this.#requests = new OpenRequests(deps.clock, () => this.notify());
    this.#inFlight = new InFlight(deps.clock, this.#requests, this.#pauses);
    const watched = { ...deps, api: watchApi(deps, this.#requests, (beganAtMs) => this.noteResponse(beganAtMs)) };
    this.#albums = new Albums(watched);
    const looks = new FirstLooks(deps);
    const known = new KnownPhotos(watched, this.#albums);
    this.#tickets = new Tickets(watched, { pauses: this.#pauses, known, looks });
    const parts = { inFlight: this.#inFlight, pauses: this.#pauses, tickets: this.#tickets, albums: this.#albums };
    this.#uploads = new PhotoUploads(deps, parts, () => this.#tellStatus());
    this.#confirmations = new Confirmations(deps.clock, this.#albums, () => this.notify());
    const onLook = (look: DrawnLook) => deps.newJobs?.isUnmade(look.entry) || looks.note(look);
    this.#preparation = createPreparation({ ...deps, onLook });
    this.#probe = new Probe(deps);
    this.#refusals = new Refusals(deps);
    this.#handing = createHanding(deps.store, this.#tickets);
  }

  /** Nothing is on its way and nothing could go at this moment. */
  get isIdle(): boolean {
    return this.#isIdle;
  }

  /** Sends until `signal` aborts; then aborts what is on its way, which loses nothing. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, newJobs } = this.#deps;
    this.#running = signal;
    // At once: a turn that is under way may wait for its database, and somebody else sends already.
    signal.addEventListener('abort', () => {
      this.#inFlight.abortAll();
      this.notify();
    });
    while (!signal.aborted) {
      const notified = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      // A database that fails now (iOS drops its connection in the background) is asked again later.
      const nextMs = await this.#turn().catch(() => NEVER_MS);
      const isBusy = this.#tickets.isAsking || newJobs?.isAsking || this.#preparation.isBusy();
      this.#isIdle = this.#inFlight.size === 0 && !isBusy;
      this.#tellStatus();
      const awake = new AbortController();
      const sleepMs = Math.min(LONGEST_SLEEP_MS, Math.max(0, nextMs - clock.now()));
      await Promise.race([notified, clock.sleep(sleepMs, awake.signal)]);
      awake.abort();
    }
    this.#inFlight.abortAll();
  }

  /** Something changed in the store, the settings, or the session. */
  notify(): void {
    this.#wake();
  }

  /** The network may be back. */
  noteReconnectHint(): void {
    this.#pauses.noteReconnectHint();
    this.#deps.newJobs?.noteReconnectHint();
    this.#inFlight.abortSilent();
    this.notify();
  }

  /** The edge has answered a request of anybody on this phone, which was begun at `beganAtMs` by the phone's clock. */
  noteResponse(beganAtMs: number): void {
    this.#pauses.noteOtherResponse(beganAtMs);
    this.#requests.noteResponse(beganAtMs);
    this.notify();
  }

  /** Somebody on this phone has read an album. */
  noteAlbum(jobId: string, album: Album): void {
    this.#uploads.noteAlbum(jobId, album);
    void this.#albums.settle(jobId, album).catch(() => undefined);
    void this.#goOn(this.#refusals.noteAlbum(jobId));
  }

  /** Somebody on this phone has read the list of jobs. Fulfils when what it frees is free. */
  noteJobs(jobs: readonly Job[]): Promise<void> {
    const uploadable = jobs.filter(({ can }) => can.includes('upload'));
    return this.#goOn(this.#refusals.noteUploadable(new Set(uploadable.map(({ job_id }) => job_id))));
  }

  /** The user wants it now: no wait, and stuck entries once more. */
  sendNow(): void {
    this.#pauses.end();
    this.#tickets.allowBatches();
    this.#inFlight.abortSilent(SILENT_AT_WISH_MS);
    void Promise.all([this.#refusals.freeAll(), this.#deps.newJobs?.freeRefused()]).then(() => this.notify());
  }

  /** The page may be closed: what is not on its way yet is given to the browser, where it sends by itself. */
  async handOver(): Promise<void> {
    if (this.#running?.aborted !== false || this.#session.pause()) return;
    const { free } = await this.#look();
    return this.#handing.begin(free, this.#inFlight.entryIds()).then(() => this.notify());
  }

  /** Starts whatever can go now; returns when to look again at the latest, phone's clock. */
  async #turn(): Promise<number> {
    this.#lookAtClock();
    await this.#session.look();
    const { all, free: entries } = await this.#look();
    this.#inFlight.abortOthers(all);
    void this.#preparation.next(all).then((isDone) => isDone && this.notify());
    this.#wait = this.#session.pause();
    if (this.#wait) return this.#wait.endsAtMs;
    const confirmAtMs = this.#confirmations.lookIfDue(entries);
    const mayAsk = this.#pauses.mayAsk();
    const onEnd = (made: readonly Job[]) => void this.noteJobs(made).finally(() => this.notify());
    const jobAtMs = (mayAsk && this.#deps.newJobs?.askNext(this.#pauses, onEnd)) || NEVER_MS;
    this.#wait = mayAsk ? this.#startUploads(entries) : this.#pauses.current();
    const probeAtMs = this.#probeWhileSilent(entries);
    return Math.min(confirmAtMs, jobAtMs, probeAtMs, this.#wait?.endsAtMs ?? NEVER_MS);
  }

  /** Waits are until a time by the phone's clock, which may be set back; a turn is never more than a minute after the one before. */
  #lookAtClock(): void {
    const nowMs = this.#deps.clock.now();
    const parts = [this.#session, this.#pauses, this.#requests, this.#probe, this.#confirmations];
    if (nowMs < this.#turnMs) for (const part of [...parts, this.#deps.newJobs]) part?.noteClockSetBack();
    this.#turnMs = nowMs;
  }

  /** Returns what those wait for that could not start. */
  #startUploads(entries: readonly StoredEntry[]): Pause | null {
    const choice: Choice = {
      nowMs: this.#deps.clock.now(),
      inFlight: new Set([...this.#inFlight.entryIds(), ...this.#handing.ids]),
      onWifi: this.#deps.isOnWifi(),
      triesOf: (task) => this.#pauses.triesOf(task),
    };
    const ready = chooseUploads(entries, choice);
    const next = ready.slice(0, this.#pauses.countSlots(this.#inFlight.count()));
    const isMissing = next.some((task) => !this.#tickets.find(task));
    const mayUpload = this.#pauses.mayUpload();
    for (const task of mayUpload ? next : []) {
      const held = this.#tickets.find(task);
      if (held) void this.#uploads.run(task, held).finally(() => this.notify());
    }
    if (isMissing && !this.#tickets.isAsking) void this.#tickets.request(ready).finally(() => this.notify());
    if (mayUpload || next.length === 0) return findWait(entries, choice);
    return this.#waitToUpload(next, isMissing);
  }

  /** Before a photo's bytes are risked again, a few are: for the permission that is missing, or else for a probe. */
  #waitToUpload([first]: readonly UploadTask[], isMissing: boolean): Pause | null {
    const pause = this.#pauses.current();
    if (pause && pause.endsAtMs > this.#deps.clock.now()) return pause;
    if (first && !isMissing) void this.#ask(first.entry, (error) => this.#pauses.noteFailedQuestion(error));
    return null;
  }

  /** Where something waits for a response that may never come, only others' responses tell whether the network is there. */
  #probeWhileSilent(entries: readonly StoredEntry[]): number {
    const job = this.#inFlight.findLongestSilent()?.entry ?? entries[0];
    const probeAtMs = this.#requests.nextQuestionMs(this.#probe.endedAtMs);
    if (!job || this.#probe.isBusy) return NEVER_MS;
    if (probeAtMs <= this.#deps.clock.now()) void this.#ask(job, () => undefined);
    return Math.max(probeAtMs, this.#deps.clock.now() + 1);
  }

  async #ask(job: OwnJob, onFailure: (error: AppError) => void): Promise<void> {
    if (this.#probe.isBusy) return;
    const result = await this.#probe.ask(job);
    if (result.kind === 'failed') {
      onFailure(result.error);
      return this.notify();
    }
    if (result.changed) this.noteAlbum(job.jobId, result.changed);
    this.noteResponse(result.beganAtMs);
  }

  #tellStatus(): void {
    const uploads = this.#inFlight.progress();
    // A network that failed is told until it has worked again; a single upload's wait only while nothing else goes.
    const wait = this.#inFlight.size > 0 ? null : this.#wait;
    this.#deps.onStatus({ uploads, pause: this.#session.pause() ?? this.#pauses.current() ?? wait });
  }

  /** All entries of whoever is signed in, and those that may go. */
  async #look(): ReturnType<JobsBefore['look']> {
    const { newJobs, session, store } = this.#deps;
    if (newJobs) return newJobs.look();
    const all = session.user ? await store.list(session.user.subject) : [];
    return { all, free: all };
  }

  /** What was refused together is asked for together again. */
  async #goOn(isTried: Promise<boolean>): Promise<void> {
    if (await isTried.catch(() => false)) this.#tickets.allowBatches();
  }
}

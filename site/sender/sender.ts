/**
 * The loop that brings photos from the outbox to their job. It only turns the wheel: what goes next, when, and what an
 * answer means is decided in core. Nothing is deleted before its job was seen to have it.
 */
import type { Album } from '../../edge/api.ts';
import { prepareEntry } from '../outbox/prepare-entry.ts';
import type { StoredEntry } from '../outbox/stored-entry.ts';
import { askTickets, findTicket, pickBatch } from './ask-tickets.ts';
import { chooseUploads, type UploadTask } from './choose-uploads.ts';
import { confirmJobs, noteAlbum } from './confirm-jobs.ts';
import { countSlots, withOtherResponse, withReconnectHint } from './connection.ts';
import { deliverPart } from './deliver-part.ts';
import { rememberAlbum } from './recognize-entries.ts';
import {
  createSendState,
  formatUpload,
  type HeldTicket,
  noteFailure,
  type SendDependencies,
  type SendState,
  toStatus,
} from './send-state.ts';

export interface Sender {
  /** Sends until `signal` aborts; then aborts what is on its way, which loses nothing. */
  run(signal: AbortSignal): Promise<void>;
  /** Something changed in the store, or the settings. */
  notify(): void;
  /** The network may be back, or the user has signed in. */
  noteReconnectHint(): void;
  /** The edge has answered somebody on this phone. */
  noteResponse(): void;
  /** The user wants it now: no wait, and stuck entries once more. */
  sendNow(): void;
  noteAlbum(jobId: string, album: Album): void;
  /** Nothing is on its way and nothing could go at this moment. */
  isIdle(): boolean;
}

/** Bounds a sleep, so that what no event tells (a Wi-Fi, a day's change) is seen. */
const LONGEST_SLEEP_MS = 60_000;
/** Reading a picture holds the page's thread: the screen says first that it is safe. */
const SCREEN_FIRST_MS = 100;
const PREPARE_AGAIN_MS = 5000;
/** An upload of which no byte has left for so long lets others go; a hint, or sooner the user's wish, ends it: its line is probably a former one. */
const SILENT_MS = 30_000;
const SILENT_AT_WISH_MS = 5000;

export function createSender(deps: SendDependencies): Sender {
  const state = createSendState();
  const bell = createBell();
  let isIdle = false;
  const hint = () => {
    state.connection = withReconnectHint(state.connection, deps.clock.now());
    abortSilent(state, deps.clock.now() - SILENT_MS);
    state.isSignInNeeded = false;
    // Waits of single uploads end as well: they were set when the network was perhaps another.
    for (const [name, tries] of state.tries)
      state.tries.set(name, { ...tries, waitUntilMs: state.connection.retryAtMs });
    bell.ring();
  };

  return {
    notify: bell.ring,
    noteReconnectHint: hint,
    isIdle: () => isIdle,
    noteResponse() {
      state.connection = withOtherResponse(state.connection, deps.clock.now());
      bell.ring();
    },
    noteAlbum(jobId, album) {
      rememberAlbum(album, state);
      void noteAlbum(jobId, album, deps).catch(() => undefined);
    },
    sendNow() {
      state.connection = { ...state.connection, failures: 0, retryAtMs: 0 };
      state.isSignInNeeded = false;
      abortSilent(state, deps.clock.now() - SILENT_AT_WISH_MS);
      state.tries.clear();
      state.alone.clear();
      void freeStuck(deps).then(bell.ring);
    },
    async run(signal) {
      signal.addEventListener('abort', bell.ring);
      while (!signal.aborted) {
        const rung = bell.next();
        // A database that fails now (iOS drops its connection in the background) is asked again later.
        const nextMs = await turn(state, deps, bell.ring).catch(() => deps.clock.now() + LONGEST_SLEEP_MS);
        isIdle = state.flying.size === 0 && !state.isAskingTickets && state.preparing === null;
        deps.onStatus(toStatus(state));
        await sleepUntil(nextMs, rung, deps);
      }
      for (const { abort } of state.flying.values()) abort.abort();
    },
  };
}

/** Starts whatever can go now; returns when to look again at the latest, phone's clock. */
async function turn(state: SendState, deps: SendDependencies, kick: () => void): Promise<number> {
  const subject = deps.subject();
  const entries = subject === null ? [] : await deps.store.list(subject);
  abortGone(entries, state);
  prepareNext(entries, state, deps, kick);
  const confirmAtMs = confirmJobs(entries, state, deps, kick);
  const nowMs = deps.clock.now();
  if (state.isSignInNeeded) return confirmAtMs;
  if (state.connection.retryAtMs > nowMs) return Math.min(confirmAtMs, state.connection.retryAtMs);
  startUploads(entries, state, deps, kick);
  const waits = [...state.tries.values()].map(({ waitUntilMs }) => waitUntilMs).filter((untilMs) => untilMs > nowMs);
  return Math.min(confirmAtMs, nowMs + LONGEST_SLEEP_MS, ...waits);
}

function startUploads(
  entries: readonly StoredEntry[],
  state: SendState,
  deps: SendDependencies,
  kick: () => void,
): void {
  const nowMs = deps.clock.now();
  const ready = chooseUploads(entries, {
    nowMs,
    inFlight: new Set(state.flying.keys()),
    onWifi: deps.isOnWifi(),
    triesOf: (upload) => state.tries.get(formatUpload(upload)),
  });
  const flights = [...state.flying.values()];
  const silent = flights.filter(({ movedAtMs }) => nowMs - movedAtMs >= SILENT_MS).length;
  const next = ready.slice(0, countSlots(state.connection, flights.length - silent, silent));
  for (const upload of next) {
    const held = findTicket(upload, state, nowMs);
    if (held) fly(upload, held, state, deps, kick);
  }
  const isMissing = next.some((upload) => !findTicket(upload, state, nowMs));
  if (!isMissing || state.isAskingTickets) return;
  state.isAskingTickets = true;
  const without = ready.filter((upload) => !findTicket(upload, state, nowMs));
  void askTickets(pickBatch(without, state), state, deps).finally(() => {
    state.isAskingTickets = false;
    kick();
  });
}

function fly(upload: UploadTask, held: HeldTicket, state: SendState, deps: SendDependencies, kick: () => void): void {
  const { entry, part } = upload;
  const live = { variant: part.variant, sentBytes: 0, totalBytes: part.bytes };
  state.flying.set(entry.id, { live, abort: new AbortController(), movedAtMs: deps.clock.now() });
  void deliverPart(upload, held, state, deps)
    // Only the database can fail here. Without a wait, a photo that cannot be ticked off would be sent again and again.
    .catch(() => noteFailure(state, deps.clock, { uploads: [upload], isOwn: true }))
    .finally(() => {
      state.flying.delete(entry.id);
      kick();
    });
}

/** One at a time: a weak phone holds one decoded picture. */
function prepareNext(
  entries: readonly StoredEntry[],
  state: SendState,
  deps: SendDependencies,
  kick: () => void,
): void {
  const entry = entries.find(({ parts, stuck }) => parts === null && stuck === null);
  if (!entry || state.preparing !== null) return;
  state.preparing = entry.id;
  void deps.clock
    .sleep(SCREEN_FIRST_MS)
    .then(() => prepareEntry(entry, deps))
    // The database failed (quota): the next try, not at once, may leave the copies away.
    .catch(() => deps.clock.sleep(PREPARE_AGAIN_MS))
    .finally(() => {
      state.preparing = null;
      kick();
    });
}

/** The user discarded it: what is on its way is of no use. */
function abortGone(entries: readonly StoredEntry[], state: SendState): void {
  const ids = new Set(entries.map(({ id }) => id));
  for (const [id, { abort }] of state.flying) if (!ids.has(id)) abort.abort();
}

function abortSilent({ flying }: SendState, sinceMs: number): void {
  for (const { abort, movedAtMs } of flying.values()) if (movedAtMs < sinceMs) abort.abort();
}

async function freeStuck({ store, subject }: SendDependencies): Promise<void> {
  const current = subject();
  const entries = current === null ? [] : await store.list(current);
  const stuck = entries.filter((entry) => entry.stuck !== null);
  await Promise.all(stuck.map(({ id }) => store.update(id, (entry) => ({ ...entry, stuck: null }))));
}

async function sleepUntil(untilMs: number, rung: Promise<void>, { clock }: SendDependencies): Promise<void> {
  const awake = new AbortController();
  const ms = Math.min(LONGEST_SLEEP_MS, Math.max(0, untilMs - clock.now()));
  await Promise.race([rung, clock.sleep(ms, awake.signal)]);
  awake.abort();
}

/** Rung while nobody waits, it ends the next wait at once. */
function createBell(): { ring(): void; next(): Promise<void> } {
  let resolve: () => void = () => undefined;
  return {
    ring: () => resolve(),
    next: () =>
      new Promise((done) => {
        resolve = done;
      }),
  };
}

/** What the page of a link keeps and sends photos by: outbox and sender as everybody's, in a database of the link's own. */
import { hash } from '../outbox/hash.ts';
import { keepCapture } from '../outbox/keep-capture.ts';
import { isDelivered, type StoredEntry } from '../outbox/stored-entry.ts';
import type { ChosenPhoto } from '../phone.ts';
import { afterPaint } from '../sender/after-paint.ts';
import { createHeartbeats } from '../sender/heartbeats.ts';
import { holdLock } from '../sender/hold-lock.ts';
import { openBackground, type SyncDependencies } from '../sender/open-background.ts';
import { Sender } from '../sender/sender.ts';
import { createTabChannel } from '../sender/tab-channel.ts';
import type { KnownLink } from './exchange-link.ts';

/** A photo that this phone has kept, until its album shows it. */
export interface KeptPhoto {
  readonly entry: StoredEntry;
  readonly state: 'saved' | 'sending' | 'delivered' | 'stuck';
}

export interface LinkPhone extends Pick<SyncDependencies, 'api' | 'session'> {
  /** Oldest first. */
  list(subject: string): Promise<readonly KeptPhoto[]>;
  /** Keeps files one after the other; fulfils with the names of those that could not be kept. */
  add(files: readonly File[], link: KnownLink): Promise<readonly string[]>;
  /** Keeps one; rejects with a CaptureError. */
  keep(photo: Pick<ChosenPhoto, 'file' | 'chosenAtMs' | 'stage'>, link: KnownLink): Promise<unknown>;
  readPicture(id: string): Promise<Blob | null>;
  /** Somebody is there, or the network may be back. */
  wakeUp(): void;
}

/**
 * Pictures are shrunk on the page itself, which has nothing else to do; a browser without a canvas for it (Safari before 16.4) sends them as they are.
 * @param onChange is called after each change of what is kept, or is on its way
 */
export async function openLinkPhone(onChange: (hasArrived: boolean) => void): Promise<LinkPhone> {
  const channel = createTabChannel();
  // What is posted to other tabs concerns this page as well.
  const own = { ...channel, post: channel.tell };
  const background = await openBackground('/config.json', own, (askedMs) => sender.noteResponse(askedMs));
  const { session, api } = background;
  let uploads: object = {};
  const sender = new Sender({
    ...background,
    afterPaint,
    isVisible: () => !document.hidden,
    onStatus(status) {
      uploads = status.uploads;
      background.onStatus(status);
    },
    onInJob: () => onChange(true),
  });
  channel.listen(({ type }) => {
    if (type === 'session') void session.reload();
    if (type === 'changed') sender.notify();
    if (type === 'changed' || type === 'status') onChange(false);
  });
  void holdLock({
    signal: new AbortController().signal,
    heartbeats: createHeartbeats(channel),
    work: (signal) => sender.run(signal),
  });
  return {
    ...createKept(background, (id) => id in uploads),
    api,
    session,
    wakeUp() {
      sender.noteReconnectHint();
      sender.notify();
    },
  };
}

type Kept = Pick<LinkPhone, 'list' | 'add' | 'keep' | 'readPicture'>;

function createKept({ store, skewMs }: SyncDependencies, isSending: (id: string) => boolean): Kept {
  const toState = (entry: StoredEntry): KeptPhoto['state'] => {
    if (isDelivered(entry)) return 'delivered';
    if (entry.stuck) return 'stuck';
    return isSending(entry.id) ? 'sending' : 'saved';
  };
  const keep: Kept['keep'] = (photo, { job_id: jobId, subject }) =>
    keepCapture({ ...photo, subject, jobId, job: null, title: null, skewMs: skewMs() }, { store, hash });
  return {
    keep,
    list: async (subject) => (await store.list(subject)).map((entry) => ({ entry, state: toState(entry) })),
    async add(files, link) {
      const lost: string[] = [];
      const nowMs = Date.now();
      for (const [index, file] of files.entries()) {
        await keep({ file, chosenAtMs: nowMs + index, stage: null }, link).catch(() => lost.push(file.name));
      }
      return lost;
    },
    async readPicture(id) {
      const bytes = (await store.readBytes(id, 'preview')) ?? (await store.readBytes(id, 'original'));
      return bytes ? new Blob([bytes]) : null;
    },
  };
}

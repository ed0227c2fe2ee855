/** What a page does after a picture is safe: it asks for the place, and sends when its turn comes. Loaded after the rest. */
import type { Job } from '../../edge/api.ts';
import { createEditorApi } from '../api/editor-api.ts';
import type { WithDatabase } from '../outbox/database.ts';
import { locate } from '../outbox/locate.ts';
import { type MoveDependencies, moveEntry } from '../outbox/move-entry.ts';
import type { EntryStore, LookMark } from '../outbox/ports.ts';
import { createShrinkWorkers } from '../outbox/shrink.ts';
import { createWaitingJobs, type WaitingJobs } from '../outbox/waiting-jobs.ts';
import type { Api } from '../phone.ts';
import { afterPaint } from './after-paint.ts';
import { announceOnly, withTickets } from './ask-tickets.ts';
import { askBackgroundSync } from './background-sync.ts';
import { openBackgroundUploads } from './background-uploads.ts';
import { createHeartbeats } from './heartbeats.ts';
import { holdLock } from './hold-lock.ts';
import { letGoWhenLeft } from './let-go-when-left.ts';
import { NewJobs } from './new-jobs.ts';
import { phoneClock } from './phone-clock.ts';
import type { SenderDependencies } from './ports.ts';
import { sendFormByXhr } from './send-form.ts';
import { Sender } from './sender.ts';
import { takeBackLost } from './settle-background.ts';
import type { TabChannel } from './tab-channel.ts';
import { canTellWifi, isOnWifi } from './wifi.ts';

export { editEntry, readOriginal, readPreview } from '../outbox/entry-actions.ts';

export interface PageSenderDependencies
  extends Omit<
    SenderDependencies,
    'announce' | 'api' | 'clock' | 'isOnWifi' | 'isVisible' | 'newJobs' | 'sendForm' | 'shrink'
  > {
  api(subject: string, signal?: AbortSignal): Api;
  readonly shrinkWorkerUrl: string;
  readonly channel: TabChannel;
  readonly withDatabase: WithDatabase;
}

/** How often the sending page gives a heartbeat that nobody has asked for. */
const HEARTBEAT_MS = 15_000;

/** A sender, and the jobs that it makes before their photos go. */
export interface PageSender {
  readonly sender: Sender;
  readonly waitingJobs: WaitingJobs;
}

const LOOK_KEY = 'first-look-of';
/** In the local storage, which is there at once, and to whoever comes after a page that died. */
const lookMark: LookMark = {
  get: () => localStorage.getItem(LOOK_KEY),
  set: (id) => (id ? localStorage.setItem(LOOK_KEY, id) : localStorage.removeItem(LOOK_KEY)),
};

/** Waits for this page's turn, and sends for as long as it lasts. */
export function startPageSender({
  shrinkWorkerUrl,
  channel,
  withDatabase,
  ...deps
}: PageSenderDependencies): PageSender {
  const waitingJobs = createWaitingJobs(withDatabase, () => {
    channel.tell({ type: 'changed' });
    void askBackgroundSync();
  });
  const jobMaker = (subject: string) => createEditorApi(deps.api(subject));
  const newJobs = new NewJobs({ waitingJobs, jobMaker, session: deps.session, clock: phoneClock });
  const sender = new Sender({
    ...deps,
    api: (subject, signal) => withTickets(deps.api(subject, signal)),
    clock: phoneClock,
    isOnWifi,
    isVisible: () => !document.hidden,
    newJobs,
    sendForm: sendFormByXhr,
    announce: (subject, request) => announceOnly(deps.api(subject), request),
    ...createShrinkWorkers(shrinkWorkerUrl),
    lookMark,
    afterPaint,
    settings() {
      const wishes = deps.settings();
      // Where the browser never tells of a Wi-Fi, an original that waits for one would wait for ever.
      return wishes.originals === 'wifi' && !canTellWifi() ? { ...wishes, originals: 'never' } : wishes;
    },
  });
  sendInTurn(sender, channel);
  letGoWhenLeft();
  followSight(sender, deps.store);
  return { sender, waitingJobs };
}

function sendInTurn(sender: Sender, channel: TabChannel): void {
  void holdLock({
    signal: new AbortController().signal,
    heartbeats: createHeartbeats(channel),
    async work(signal) {
      const heartbeat = setInterval(() => sender.notify(), HEARTBEAT_MS);
      await sender.run(signal).finally(() => clearInterval(heartbeat));
    },
  });
}

/** What waits is given to the browser when this page goes out of sight, which may be for good. */
function followSight(sender: Sender, store: EntryStore): void {
  const look = async () => {
    if (document.hidden) return sender.handOver();
    await takeBackLost({ store, browser: await openBackgroundUploads(), wait: phoneClock.sleep });
    sender.notify();
  };
  document.addEventListener('visibilitychange', () => void look().catch(() => undefined));
  void look().catch(() => undefined);
}

/** Asks the browser to send when the page is gone and, with the worker's consent, where the pictures were taken. */
export async function afterCapture(ids: readonly string[], sendLocation: boolean, store: EntryStore): Promise<void> {
  void askBackgroundSync();
  const location = sendLocation && ids.length > 0 ? await locate() : null;
  if (location) await Promise.all(ids.map((id) => store.update(id, (entry) => ({ ...entry, location }))));
}

/** Gives a photo to another job; see `Outbox.moveToJob`. */
export async function moveToJob(
  id: string,
  job: Job,
  { channel, ...deps }: MoveDependencies & { readonly channel: TabChannel },
): Promise<boolean> {
  const isMoved = await moveEntry(id, job, deps);
  if (isMoved) {
    channel.tell({ type: 'changed' });
    void askBackgroundSync();
  }
  return isMoved;
}

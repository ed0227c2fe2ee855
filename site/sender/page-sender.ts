/** What a page does after a picture is safe: it asks for the place, and sends when its turn comes. Loaded after the rest. */

import { locate } from '../outbox/locate.ts';
import { createShrink } from '../outbox/shrink.ts';
import { askBackgroundSync } from './background-sync.ts';
import { holdLock } from './hold-lock.ts';
import { phoneClock } from './phone-clock.ts';
import type { EntryStore } from './ports.ts';
import { sendFormByXhr } from './send-form.ts';
import type { SendDependencies } from './send-state.ts';
import { createSender, type Sender } from './sender.ts';
import { canTellWifi, isOnWifi } from './wifi.ts';

export interface PageSenderDependencies extends Omit<SendDependencies, 'clock' | 'isOnWifi' | 'sendForm' | 'shrink'> {
  readonly shrinkWorkerUrl: string;
  /** When the tab that sends last gave a sign of life; phone's clock. */
  lastHeartbeatMs(): number;
}

/** How often the sending page gives a sign of life. */
const HEARTBEAT_MS = 15_000;

/** Waits for this page's turn, and sends for as long as it lasts. */
export function startPageSender({ shrinkWorkerUrl, lastHeartbeatMs, ...deps }: PageSenderDependencies): Sender {
  const loop = createSender({
    ...deps,
    clock: phoneClock,
    isOnWifi,
    sendForm: sendFormByXhr,
    shrink: createShrink(shrinkWorkerUrl),
    settings() {
      const wishes = deps.settings();
      // Where the browser never tells of a Wi-Fi, an original that waits for one would wait for ever.
      return wishes.originals === 'wifi' && !canTellWifi() ? { ...wishes, originals: 'never' } : wishes;
    },
  });
  void holdLock({
    signal: new AbortController().signal,
    lastHeartbeatMs,
    async work(signal) {
      const beat = setInterval(loop.notify, HEARTBEAT_MS);
      await loop.run(signal).finally(() => clearInterval(beat));
    },
  });
  return loop;
}

/** Asks the browser to send when the page is gone and, with the worker's consent, where the pictures were taken. */
export async function afterCapture(ids: readonly string[], sendLocation: boolean, store: EntryStore): Promise<void> {
  void askBackgroundSync();
  const place = sendLocation && ids.length > 0 ? await locate() : null;
  if (place) await Promise.all(ids.map((id) => store.update(id, (entry) => ({ ...entry, location: place }))));
}

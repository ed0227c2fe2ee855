/** The sending loop as a page runs it: XMLHttpRequest for the bytes, a worker for the shrink. Loaded after the first paint. */
import { phoneClock } from './phone-clock.ts';
import { sendFormByXhr } from './send-form.ts';
import { createSendLoop, type SendLoop } from './send-loop.ts';
import type { SendDependencies } from './send-state.ts';
import { createShrink } from './shrink.ts';
import { canTellWifi, isOnWifi } from './wakes.ts';

export interface PageLoopDependencies extends Omit<SendDependencies, 'clock' | 'isOnWifi' | 'sendForm' | 'shrink'> {
  readonly shrinkWorkerUrl: string;
}

export function createPageLoop({ shrinkWorkerUrl, settings, ...deps }: PageLoopDependencies): SendLoop {
  return createSendLoop({
    ...deps,
    clock: phoneClock,
    isOnWifi,
    sendForm: sendFormByXhr,
    shrink: createShrink(shrinkWorkerUrl),
    settings() {
      const wishes = settings();
      // Where the browser never tells of a Wi-Fi, an original that waits for one would wait for ever.
      return wishes.originals === 'wifi' && !canTellWifi() ? { ...wishes, originals: 'never' } : wishes;
    },
  });
}

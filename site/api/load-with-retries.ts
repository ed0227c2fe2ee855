/**
 * Loads a part of the site although the network may fail just then: without the part that sends, what is saved would
 * wait until somebody reloads the page.
 */
import { listenForWakeUpEvents } from './wake-up-events.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Tries until it is loaded: after a pause that doubles from 1 s to a minute, or as soon as the network may be back.
 * @throws {Error} when the part was loaded and failed to run
 */
export async function loadWithRetries<Part>(load: () => Promise<Part>): Promise<Part> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await load();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      await pauseOrWake(pauseMs);
    }
  }
}

function pauseOrWake(pauseMs: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      stopListening();
      resolve();
    };
    const timer = setTimeout(done, pauseMs);
    const stopListening = listenForWakeUpEvents(done);
  });
}

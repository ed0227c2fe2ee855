/** Makes the copies of new pictures. One at a time: a weak phone holds one decoded picture. */
import { type PrepareDependencies, prepareEntry } from '../outbox/prepare-entry.ts';
import type { StoredEntry } from '../outbox/stored-entry.ts';
import type { Clock } from './ports.ts';

/** Reading a picture holds the page's thread: the screen says first that it is safe. */
const SCREEN_FIRST_MS = 100;
const RETRY_MS = 5000;

export interface Preparation {
  isBusy(): boolean;
  /** Prepares the next of `entries` that has no copies, unless one is under way. Tells whether it did. */
  next(entries: readonly StoredEntry[]): Promise<boolean>;
}

export function createPreparation(deps: PrepareDependencies & { readonly clock: Clock }): Preparation {
  let isBusy = false;
  return {
    isBusy: () => isBusy,
    async next(entries) {
      const entry = entries.find(({ parts, stuck }) => parts === null && stuck === null);
      if (!entry || isBusy) return false;
      isBusy = true;
      await deps.clock.sleep(SCREEN_FIRST_MS);
      // The database failed (quota): the next try, not at once, may leave the copies away.
      await prepareEntry(entry, deps).catch(() => deps.clock.sleep(RETRY_MS));
      isBusy = false;
      return true;
    },
  };
}

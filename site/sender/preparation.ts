/** Makes the copies of new pictures. One at a time: a weak phone holds one decoded picture. */
import { drawFirstLook, type PrepareDependencies, prepareEntry } from '../outbox/prepare-entry.ts';
import type { StoredEntry } from '../outbox/stored-entry.ts';
import type { Clock } from './ports.ts';

/** Reading a picture holds the page's thread: the screen says first that it is safe. */
const SCREEN_FIRST_MS = 50;
const RETRY_MS = 5000;

export interface Preparation {
  isBusy(): boolean;
  /** Does what is next for those of `entries` that have no copies, unless something is under way. Tells whether it did. */
  next(entries: readonly StoredEntry[]): Promise<boolean>;
}

export function createPreparation(deps: PrepareDependencies & { readonly clock: Clock }): Preparation {
  const looked = new Set<string>();
  let isBusy = false;
  return {
    isBusy: () => isBusy,
    async next(entries) {
      const [entry, ...others] = entries.filter(({ parts, stuck }) => parts === null && stuck === null);
      if (!entry || isBusy) return false;
      isBusy = true;
      deps.warm?.();
      await deps.clock.sleep(SCREEN_FIRST_MS);
      // Of several the office sees first what all are of. A picture that may have killed a page is looked at once, for its copies.
      const unseen =
        deps.drawLook && others.length > 0
          ? [entry, ...others].filter(({ id, shrinkTries }) => shrinkTries === 0 && !looked.has(id))
          : [];
      for (const { id } of [entry, ...unseen]) looked.add(id);
      // The database failed (quota): the next try, not at once, may leave the copies away.
      const work = async () => {
        for (const each of unseen) await drawFirstLook(each, deps);
        if (unseen.length === 0) await prepareEntry(entry, deps);
      };
      await work().catch(() => deps.clock.sleep(RETRY_MS));
      isBusy = false;
      return true;
    },
  };
}

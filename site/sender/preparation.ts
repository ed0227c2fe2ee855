/**
 * Makes first looks and copies of new pictures. One at a time: a weak phone holds one decoded picture. Of several the office sees
 * first what all are of.
 */
import { drawFirstLook, type PrepareDependencies, prepareEntry } from '../outbox/prepare-entry.ts';
import type { StoredEntry } from '../outbox/stored-entry.ts';
import type { Clock } from './ports.ts';

/** Looks that come so soon after one another are of one choice of pictures: its screen has said that some are safe. */
const SAME_CHOICE_MS = 1000;
/** So long the copies wait at most for pictures that are still being saved, and for their first looks. */
const COPIES_WAIT_MS = 5000;
const SAVING_LOOK_MS = 100;
const RETRY_MS = 5000;

export interface Preparation {
  isBusy(): boolean;
  /** Does what is next for those of `entries` that have no copies, unless something is under way. Tells whether it did. */
  next(entries: readonly StoredEntry[]): Promise<boolean>;
}

export interface PreparationDependencies extends PrepareDependencies {
  readonly clock: Clock;
  /** How many pictures were chosen here and are not yet safe. */
  countSaving?(): number;
  /** Fulfils when the screen has had time to say that a picture is safe; absent where there is none. */
  afterPaint?(): Promise<void>;
}

export function createPreparation(deps: PreparationDependencies): Preparation {
  const { clock } = deps;
  const looks = createLooks(deps);
  let isBusy = false;
  let isWaiting = false;
  /** When the first of those that have no copies was seen. */
  let beganMs: number | null = null;

  const isHeldBack = () => (deps.countSaving?.() ?? 0) > 0 && clock.now() - (beganMs ?? 0) < COPIES_WAIT_MS;
  const waitForSaving = async () => {
    if (isWaiting) return false;
    isWaiting = true;
    await clock.sleep(SAVING_LOOK_MS);
    isWaiting = false;
    return true;
  };
  return {
    isBusy: () => isBusy || isWaiting,
    async next(entries) {
      const bare = entries.filter(({ parts, stuck }) => parts === null && stuck === null);
      const [entry] = bare;
      beganMs = entry ? (beganMs ?? clock.now()) : null;
      if (!entry || isBusy) return false;
      const unseen = bare.filter(looks.mayDraw);
      if (unseen.length === 0 && isHeldBack()) return waitForSaving();
      isBusy = true;
      deps.warm?.();
      // Reading a picture holds the page's thread, and the network shares its processor.
      if (!looks.hasJustDrawn()) await deps.afterPaint?.();
      const isSingle = bare.length === 1 && !isHeldBack();
      const isForCopies = unseen.length === 0 || isSingle;
      const work = isForCopies ? prepareEntry(entry, deps, looks.take(entry)) : looks.draw(unseen);
      // The database failed (quota): the next try, not at once, may leave the copies away.
      await work.catch(() => clock.sleep(RETRY_MS));
      isBusy = false;
      return true;
    },
  };
}

/** The first looks that were drawn ahead of their copies. */
function createLooks(deps: PreparationDependencies) {
  const { clock } = deps;
  const looks = new Map<string, ArrayBuffer | null>();
  // A picture that has killed a page at its first look is not looked at before its copies are made.
  const deadly = deps.lookMark?.get();
  let drawnMs: number | null = null;
  return {
    mayDraw: ({ id, shrinkTries }: StoredEntry) =>
      deps.drawLook !== undefined && shrinkTries === 0 && id !== deadly && !looks.has(id),
    hasJustDrawn: () => drawnMs !== null && clock.now() - drawnMs <= SAME_CHOICE_MS,
    async draw(unseen: readonly StoredEntry[]): Promise<void> {
      for (const entry of unseen) {
        looks.set(entry.id, null);
        looks.set(entry.id, await drawFirstLook(entry, deps));
        drawnMs = clock.now();
      }
    },
    /** Null: none was drawn; from now on its copies bring it. */
    take({ id }: StoredEntry): ArrayBuffer | null {
      const look = looks.get(id) ?? null;
      looks.set(id, null);
      return look;
    },
  };
}

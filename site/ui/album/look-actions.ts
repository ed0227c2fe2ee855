/** How the album is seen, and which of its photos are chosen. */
import { tellProblem } from '../actions/tell-problem.ts';
import type { LazyActions, LazyContext } from '../context.ts';
import { addPhotos } from '../listings/more-pages.ts';
import { type AppState, findJob } from '../state/app-state.ts';
import type { AppStore } from '../state/app-store.ts';
import { isNarrowed, keepLook, NO_LOOK, readLook, toLastingLook } from './album-look.ts';
import { withChosen } from './chosen-photos.ts';
import { shownTilesOf } from './shown-tiles.ts';

/** So many pages are looked through at once; then the person says whether it goes on. */
const MOST_PAGES = 4;
/** It is enough to look at when so many more were found. */
const ENOUGH = 60;

export type LookActions = Pick<LazyActions, 'lookAtAlbum' | 'openLook' | 'lookFurther' | 'choosePhoto' | 'setChosen'>;

export function createLookActions(
  { store, phone }: Pick<LazyContext, 'store' | 'phone'>,
  storage: Pick<Storage, 'getItem' | 'setItem'>,
): LookActions {
  store.update({ albumLook: readLook(storage) });
  forgetWithJob(store);
  const lookFurther = (jobId: string) =>
    void readFurther(jobId, store, phone.api).catch((error: unknown) => tellProblem(store, error));
  return {
    lookAtAlbum(jobId, change) {
      const albumLook = { ...(store.get().albumLook ?? NO_LOOK), ...change };
      store.update({ albumLook });
      keepLook(storage, albumLook);
      lookFurther(jobId);
    },
    openLook: (isLookOpen) => store.update({ isLookOpen }),
    lookFurther,
    // By what is chosen now: the page may not have been drawn since the last one.
    choosePhoto: (jobId, id, upTo) =>
      store.update((state) => {
        const { tiles } = shownTilesOf(state, jobId);
        return state.chosen ? { chosen: withChosen(state.chosen, id, { tiles, upTo }) } : {};
      }),
    setChosen(chosen) {
      // Room for the photos: the bar below needs some.
      store.update(chosen ? { chosen, isLookOpen: false } : { chosen });
      if (!chosen) returnFocus();
    },
  };
}

/** What had the focus may have gone with the bar. */
function returnFocus(): void {
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) document.querySelector<HTMLElement>('[data-choose]')?.focus();
  });
}

/** What is wanted and what is chosen goes with the job; what was chosen, with the person too. */
function forgetWithJob(store: AppStore): void {
  store.subscribe(({ route, session, albumLook = NO_LOOK, chosen }, before) => {
    const isOther = openJobOf(route) !== openJobOf(before.route);
    if (isOther && isNarrowed(albumLook)) store.update({ albumLook: toLastingLook(albumLook) });
    if (chosen && (isOther || session.user?.subject !== before.session.user?.subject))
      store.update({ chosen: undefined });
  });
}

function openJobOf(route: AppState['route']): string | null {
  return route.page === 'job' ? route.jobId : null;
}

/** @throws {AppError} when a page could not be loaded */
async function readFurther(jobId: string, store: AppStore, api: LazyContext['phone']['api']): Promise<void> {
  if (store.get().isLookingFurther) return;
  const enough = shownTilesOf(store.get(), jobId).tiles.length + ENOUGH;
  store.update({ isLookingFurther: true });
  try {
    for (let pages = 0; pages < MOST_PAGES && isMoreWanted(store.get(), jobId, enough); pages++) {
      await addPhotos(jobId, store, api);
    }
  } finally {
    store.update({ isLookingFurther: false });
  }
}

function isMoreWanted(state: AppState, jobId: string, enough: number): boolean {
  const { albumLook = NO_LOOK, albums, route } = state;
  if (openJobOf(route) !== jobId || !albums[jobId]?.next || !isNarrowed(albumLook)) return false;
  const found = shownTilesOf(state, jobId).tiles.length;
  return found < enough && found < countWanted(state, jobId);
}

/** As many as there are, where the job tells; of a stage it does. */
function countWanted(state: AppState, jobId: string): number {
  const { stage, person, state: wanted } = state.albumLook ?? NO_LOOK;
  const counts = findJob(state, jobId)?.stages;
  if (stage === null || stage === 'none' || person !== null || wanted !== null) return Number.POSITIVE_INFINITY;
  return counts?.[stage] ?? Number.POSITIVE_INFINITY;
}

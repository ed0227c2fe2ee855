/** Loads what the way to a capture does not need, when it is first shown. The service worker has kept all of it. */

import type { Listings } from './listings.ts';
import { createLiveWatch } from './live-watch.ts';
import type { LateParts } from './screens/frame.ts';
import type { AppState, Store } from './state.ts';

export interface LateContext {
  readonly store: Store;
  readonly listings: Listings;
}

export interface LateLoader {
  /** What is there for this state; asks for what is not. */
  parts(state: AppState): LateParts;
}

export function createLateParts(arrived: () => void, context: LateContext): LateLoader {
  const viewer = createLate(() => import('./viewer/viewer.ts'), arrived);
  const dialogs = createLate(() => import('./screens/dialogs.ts'), arrived);
  const live = createLate(() => import('./screens/live.ts'), arrived);
  const problems = createLate(() => import('./screens/problems.ts'), arrived);
  const placeholders = createLate(() => import('./parts/thumb-hash.ts'), arrived);
  const liveWatch = createLiveWatch(context);

  return {
    parts(state) {
      const { route } = state;
      if (hasPlaceholders(state)) placeholders.get();
      liveWatch.follow(state);
      return {
        viewer: route.page === 'job' && route.photoId ? (viewer.get()?.viewer ?? null) : null,
        dialogs: state.dialog ? (dialogs.get()?.dialogs ?? null) : null,
        livePane: route.page === 'live' ? (live.get()?.livePane ?? null) : null,
        problemsPage: route.page === 'problems' ? (problems.get()?.problemsPage ?? null) : null,
      };
    },
  };
}

function hasPlaceholders({ albums, route }: AppState): boolean {
  if (route.page !== 'job') return route.page === 'live';
  return albums[route.jobId]?.items?.some((photo) => photo.placeholder) ?? false;
}

interface Late<T> {
  get(): T | null;
}

/** Asks once; after a failure (no signal before the service worker had it) the next need asks again. */
function createLate<T>(load: () => Promise<T>, arrived: () => void): Late<T> {
  let part: T | null = null;
  let isAsked = false;
  return {
    get() {
      if (!part && !isAsked) {
        isAsked = true;
        load().then(
          (loaded) => {
            part = loaded;
            arrived();
          },
          () => {
            isAsked = false;
          },
        );
      }
      return part;
    },
  };
}

/** What is shown of a job's album, arranged anew only when its tiles or the look have changed. */
import type { Photo } from '../../../edge/api.ts';
import type { AppState } from '../state/app-state.ts';
import { isNarrowed, NO_LOOK } from './album-look.ts';
import { type ArrangedTiles, arrangeTiles } from './arrange-tiles.ts';
import { type TileState, tilesOf } from './tiles-of.ts';

type ShownState = TileState & Partial<Pick<AppState, 'albumLook' | 'session'>>;

let last: { readonly of: readonly unknown[]; readonly arranged: ArrangedTiles } = {
  of: [],
  arranged: { tiles: [], sections: [] },
};

export function shownTilesOf(state: ShownState, jobId: string): ArrangedTiles {
  const { albumLook = NO_LOOK, session } = state;
  const mine = session?.user?.subject;
  const of = [tilesOf(state, jobId), albumLook, mine];
  if (of.some((part, index) => part !== last.of[index])) {
    last = { of, arranged: arrangeTiles(tilesOf(state, jobId), albumLook, mine) };
  }
  return last.arranged;
}

/** The photos of the album in the order in which they are shown; all of them where the open one is not among those. */
export function listShownPhotos(state: ShownState, jobId: string, openId: string): readonly Photo[] {
  const { albumLook: look = NO_LOOK, albums } = state;
  const all = albums[jobId]?.items ?? [];
  if (look.group === 'none' && !isNarrowed(look)) return all;
  const shown = shownTilesOf(state, jobId).tiles.flatMap((tile) => (tile.kind === 'photo' ? [tile.photo] : []));
  return shown.some(({ photo_id }) => photo_id === openId) ? shown : all;
}

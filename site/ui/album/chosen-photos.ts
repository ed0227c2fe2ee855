/** Photos of an album that somebody has chosen, to do something with all of them. */
import type { AppState, ChosenPhotos } from '../state/app-state.ts';
import type { Tile } from './album-tiles.ts';
import { shownTilesOf } from './shown-tiles.ts';

/** One that is only announced is not there yet. */
export function isChoosable(tile: Tile): boolean {
  return tile.kind === 'entry' || tile.photo.state !== 'arriving';
}

/** Chooses one, or lets it go; with `upTo`, all from the last one that was chosen up to it. */
export function withChosen(
  chosen: ChosenPhotos,
  id: string,
  { tiles, upTo }: { readonly tiles: readonly Tile[]; readonly upTo: boolean },
): ChosenPhotos {
  const from = tiles.findIndex((tile) => tile.id === chosen.last);
  const to = tiles.findIndex((tile) => tile.id === id);
  if (upTo && from >= 0 && to >= 0) {
    const range = tiles.slice(Math.min(from, to), Math.max(from, to) + 1).filter(isChoosable);
    return { ...chosen, ids: new Set([...chosen.ids, ...range.map((tile) => tile.id)]), last: id };
  }
  const ids = new Set(chosen.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ...chosen, ids, last: id };
}

/** Those that are seen: what a filter hides is left alone. */
export function listChosen(state: AppState, jobId: string): readonly Tile[] {
  const { chosen } = state;
  if (chosen?.jobId !== jobId) return [];
  return shownTilesOf(state, jobId).tiles.filter((tile) => chosen.ids.has(tile.id) && isChoosable(tile));
}

/** Changes what an album shows. */
import type { Photo } from '../../../edge/api.ts';
import type { AppState } from './app-state.ts';

/** Gives the album of a job the photos that `toItems` makes of those that it has; nothing where it has none yet. */
export function withItems(
  jobId: string,
  toItems: (items: readonly Photo[]) => readonly Photo[],
): (state: AppState) => Partial<AppState> {
  return ({ albums }) => {
    const known = albums[jobId];
    return known?.items ? { albums: { ...albums, [jobId]: { ...known, items: toItems(known.items) } } } : {};
  };
}

/** The tiles of a job's album, made anew only when what they are made of has changed: a page is drawn much more often. */
import type { AppState } from '../state/app-state.ts';
import { type Tile, toTiles } from './album-tiles.ts';

export type TileState = Pick<AppState, 'outbox' | 'albums' | 'seenPhotos'>;

let last: { readonly of: readonly unknown[]; readonly tiles: readonly Tile[] } = { of: [], tiles: [] };

export function tilesOf({ outbox, albums, seenPhotos }: TileState, jobId: string): readonly Tile[] {
  const photos = albums[jobId]?.items ?? null;
  const of = [jobId, outbox.entries, photos, seenPhotos];
  if (of.some((part, index) => part !== last.of[index])) {
    const entries = outbox.entries.filter((entry) => entry.jobId === jobId);
    last = { of, tiles: toTiles({ entries, photos: photos ?? [], seen: seenPhotos }) };
  }
  return last.tiles;
}

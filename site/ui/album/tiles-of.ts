/** The tiles of a job's album, made anew only when what they are made of has changed: a page is drawn much more often. */
import type { Photo } from '../../../edge/api.ts';
import type { AppState } from '../state/app-state.ts';
import { type Tile, toTiles } from './album-tiles.ts';

export type TileState = Pick<AppState, 'outbox' | 'albums' | 'seenPhotos' | 'session'>;

let last: { readonly of: readonly unknown[]; readonly tiles: readonly Tile[] } = { of: [], tiles: [] };

/**
 * Leaves away what is on its way from this phone: captures are announced before a ticket gives them a photo's id, and would stand
 * there twice, and what they show need not be fetched.
 */
export function withoutOwn(
  photos: readonly Photo[],
  jobId: string,
  { outbox, session }: Pick<TileState, 'outbox' | 'session'>,
): readonly Photo[] {
  const own = outbox.counts.waitingByJob[jobId] && session.user?.subject;
  return own ? photos.filter((photo) => photo.state !== 'arriving' || photo.uploaded_by !== own) : photos;
}

export function tilesOf(state: TileState, jobId: string): readonly Tile[] {
  const { outbox, albums, seenPhotos } = state;
  const photos = albums[jobId]?.items ?? null;
  const of = [jobId, outbox.entries, photos, seenPhotos];
  if (of.some((part, index) => part !== last.of[index])) {
    const entries = outbox.entries.filter((entry) => entry.jobId === jobId);
    last = { of, tiles: toTiles({ entries, photos: withoutOwn(photos ?? [], jobId, state), seen: seenPhotos }) };
  }
  return last.tiles;
}

/**
 * What the grid of a job shows: the captures of this phone and the photos of the album as one list, each picture once.
 * A capture is replaced by its photo as soon as it was delivered and the album has it.
 */
import type { Photo, Stage } from '../../../edge/api.ts';
import { STAGES } from '../../../edge/api.ts';
import type { EntryView } from '../../outbox/entry.ts';

export type Tile =
  | { readonly kind: 'entry'; readonly id: string; readonly entry: EntryView }
  /** `entryId` is of a photo that this phone has sent since the page was opened: it is marked "In job". */
  | { readonly kind: 'photo'; readonly id: string; readonly photo: Photo; readonly entryId: string | null };

export interface TileSources {
  /** Of this job, oldest first. */
  readonly entries: readonly EntryView[];
  /** Newest first. */
  readonly photos: readonly Photo[];
  /** Ids of photos that an album of this page has shown: a capture that reached its job and is gone from it was deleted. */
  readonly seen?: ReadonlySet<string> | undefined;
}

/** Newest first: what is on the phone, then the album. */
export function toTiles({ entries, photos, seen }: TileSources): readonly Tile[] {
  const inAlbum = new Set(photos.filter((photo) => photo.state !== 'arriving').map((photo) => photo.photo_id));
  // The album may have the preview of a capture whose working copy is still being sent: until that has arrived, the tile
  // shows the state on this phone.
  const shown = entries.filter(
    (entry) => isOnPhone(entry) || !entry.photoId || !(inAlbum.has(entry.photoId) || isDeleted(entry, seen)),
  );
  const entryIds = new Map(entries.map((entry) => [entry.photoId, entry.id]));
  const shownIds = new Set(shown.map((entry) => entry.photoId));
  return [
    ...[...shown].reverse().map((entry): Tile => ({ kind: 'entry', id: entry.id, entry })),
    ...photos
      .filter((photo) => !shownIds.has(photo.photo_id))
      .map(
        (photo): Tile => ({ kind: 'photo', id: photo.photo_id, photo, entryId: entryIds.get(photo.photo_id) ?? null }),
      ),
  ];
}

/** Tells whether the only whole copy of it is on this phone. */
export function isOnPhone({ state }: EntryView): boolean {
  return state === 'saved' || state === 'sending' || state === 'stuck';
}

function isDeleted({ state, photoId }: EntryView, seen: TileSources['seen']): boolean {
  return state === 'in-job' && photoId !== null && (seen?.has(photoId) ?? false);
}

/** The same tiles are drawn again and again, and may be ten thousand. */
const counted = new WeakMap<readonly Tile[], Readonly<Record<Stage, number>>>();

/** How many pictures of each stage there are, on the phone or in the album, drawings aside. */
export function countStages(tiles: readonly Tile[]): Readonly<Record<Stage, number>> {
  const known = counted.get(tiles);
  if (known) return known;
  const counts: Record<Stage, number> = { before: 0, load: 0, after: 0, receipt: 0, damage: 0 };
  for (const tile of tiles) {
    const { stage, isDrawing } =
      tile.kind === 'entry'
        ? { stage: tile.entry.stage, isDrawing: tile.entry.drawnOn }
        : { stage: tile.photo.stage, isDrawing: tile.photo.drawn_on };
    if (stage && !isDrawing) counts[stage]++;
  }
  counted.set(tiles, counts);
  return counts;
}

/** The stages that every finished job shows; a receipt or damage only happens at some. */
const EXPECTED: readonly Stage[] = ['before', 'load', 'after'];

/** The expected stages without a picture, in order; none before the first picture, so that nothing is missing in a new job. */
export function findMissingStages(counts: Readonly<Record<Stage, number>>): readonly Stage[] {
  if (STAGES.every((stage) => counts[stage] === 0)) return [];
  return EXPECTED.filter((stage) => counts[stage] === 0);
}

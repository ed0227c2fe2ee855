/** Gives title and stage to many photos: those of the album by the edge, those of this phone by its outbox. */
import type { Photo, PhotoEdit } from '../../../edge/api.ts';
import { AppError } from '../../../edge/app-error.ts';
import type { Tile } from '../album/album-tiles.ts';
import type { LazyContext } from '../context.ts';
import { changeAlbum } from '../listings/change-album.ts';

type EditContext = Pick<LazyContext, 'phone' | 'store' | 'listings'>;

export interface TileEdit {
  readonly jobId: string;
  readonly edit: PhotoEdit;
}

/** @throws {AppError} when the edge refuses it, or somebody else has changed the same words meanwhile */
export async function editTile(context: EditContext, tile: Tile, { jobId, edit }: TileEdit): Promise<void> {
  if (tile.kind === 'entry') return context.phone.outbox.edit(tile.id, edit);
  const photo = findPhoto(context, jobId, tile.id) ?? tile.photo;
  if (isSaid(photo, edit)) return;
  const { api } = context.phone;
  try {
    showPhoto(context, jobId, await api.editPhoto(jobId, photo, edit));
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'edited-meanwhile') throw error;
    const now = await readPhoto(context, jobId, photo.photo_id);
    // What somebody else has written is overwritten by nobody who has not seen it.
    if (!now || isTouched(photo, now, edit)) throw error;
    showPhoto(context, jobId, await api.editPhoto(jobId, now, edit));
  }
}

function findPhoto({ store }: EditContext, jobId: string, photoId: string): Photo | undefined {
  return store.get().albums[jobId]?.items?.find(({ photo_id }) => photo_id === photoId);
}

/** As it is now; shows it, so that whoever tries again has seen it. */
async function readPhoto(context: EditContext, jobId: string, photoId: string): Promise<Photo | undefined> {
  const album = await context.phone.api.album(jobId, { ids: photoId });
  const photo = album.changed ? album.value.photos.find(({ photo_id }) => photo_id === photoId) : undefined;
  if (photo) showPhoto(context, jobId, photo);
  return photo;
}

function showPhoto(context: EditContext, jobId: string, photo: Photo): void {
  changeAlbum(context, jobId, (items) =>
    items.map((item) => (item.photo_id === photo.photo_id ? { ...item, ...photo } : item)),
  );
}

function isSaid(photo: Photo, edit: PhotoEdit): boolean {
  return (edit.title ?? photo.title) === photo.title && (edit.stage === undefined || edit.stage === photo.stage);
}

function isTouched(before: Photo, now: Photo, edit: PhotoEdit): boolean {
  const isOther = (name: 'title' | 'stage') => edit[name] !== undefined && before[name] !== now[name];
  return isOther('title') || isOther('stage');
}

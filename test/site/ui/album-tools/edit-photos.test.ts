import { describe, expect, it } from 'vitest';
import type { Photo, PhotoEdit } from '../../../../edge/api.ts';
import { AppError } from '../../../../edge/app-error.ts';
import type { Tile } from '../../../../site/ui/album/album-tiles.ts';
import { editTile } from '../../../../site/ui/album-tools/edit-photos.ts';
import type { LazyContext } from '../../../../site/ui/context.ts';
import { type AppState, NO_ALBUM } from '../../../../site/ui/state/app-state.ts';
import { createAppStore } from '../../../../site/ui/state/app-store.ts';
import { makeEntry, makePhoto } from '../make-photo.ts';

/** An album that shows `shown`, while the edge has `stored`. */
function open(shown: Photo, stored: Photo = shown) {
  let now = stored;
  const edits: PhotoEdit[] = [];
  const onPhone: unknown[] = [];
  const api = {
    async editPhoto(_jobId: string, { revision }: Photo, edit: PhotoEdit) {
      edits.push(edit);
      if (revision !== now.revision) throw new AppError('edited-meanwhile');
      now = { ...now, ...edit, revision: revision + 1 } as Photo;
      return now;
    },
    album: async () => ({ changed: true, value: { photos: [now] }, etag: null }),
  };
  const store = createAppStore({ albums: { 'j-1': { ...NO_ALBUM, items: [shown] } } } as unknown as AppState);
  const outbox = { edit: async (...edit: unknown[]) => void onPhone.push(edit) };
  const context = { phone: { api, outbox }, store, listings: { noteChange: () => undefined } };
  const tile: Tile = { kind: 'photo', id: shown.photo_id, photo: shown, entryId: null };
  const edit = (change: PhotoEdit, of: Tile = tile) =>
    editTile(context as unknown as LazyContext, of, { jobId: 'j-1', edit: change });
  return { edit, edits, onPhone, read: () => now, shown: () => store.get().albums['j-1']?.items?.[0] };
}

describe('editTile', () => {
  it('edits what the album shows now, and shows it', async () => {
    const album = open(makePhoto({ stage: 'before' }));
    await album.edit({ stage: 'after' });
    await album.edit({ title: 'Kitchen' });
    expect(album.shown()).toMatchObject({ stage: 'after', title: 'Kitchen', revision: 3 });
  });

  it('asks for nothing where the photo says so already', async () => {
    const album = open(makePhoto({ stage: 'after', title: 'Kitchen' }));
    await album.edit({ stage: 'after', title: 'Kitchen' });
    expect(album.edits).toEqual([]);
  });

  it('edits again where somebody has changed something else of it meanwhile', async () => {
    const photo = makePhoto({ stage: 'before' });
    const album = open(photo, { ...photo, title: 'Theirs', revision: 5 });
    await album.edit({ stage: 'after' });
    expect(album.read()).toMatchObject({ stage: 'after', title: 'Theirs' });
  });

  it('overwrites what somebody else wrote only when it is tried again, with theirs on screen', async () => {
    const photo = makePhoto({ title: 'Old' });
    const album = open(photo, { ...photo, title: 'Theirs', revision: 5 });
    await expect(album.edit({ title: 'Mine' })).rejects.toMatchObject({ code: 'edited-meanwhile' });
    expect([album.read().title, album.shown()?.title]).toEqual(['Theirs', 'Theirs']);
    await album.edit({ title: 'Mine' });
    expect(album.read().title).toBe('Mine');
  });

  it('leaves a capture that is only on this phone to the outbox', async () => {
    const album = open(makePhoto());
    const entry = makeEntry({ id: 'capture-9' });
    await album.edit({ stage: 'after' }, { kind: 'entry', id: 'capture-9', entry });
    expect([album.onPhone, album.edits]).toEqual([[['capture-9', { stage: 'after' }]], []]);
  });
});

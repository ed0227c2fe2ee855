/** What can be done with the photos that are chosen: one row for each, in the order in which they are offered. */
import type { Job } from '../../../edge/api.ts';
import { createDispatcherApi } from '../../api/dispatcher-api.ts';
import type { MessageKey } from '../../i18n/message-key.ts';
import type { Tile } from '../album/album-tiles.ts';
import type { LazyActions, LazyContext } from '../context.ts';
import { changeAlbum } from '../listings/change-album.ts';
import type { LazyIconName } from '../parts/lazy-icon.ts';
import { tellBriefly } from '../shell/tell-briefly.ts';
import type { Worker } from './work-through.ts';

export interface ChosenAction {
  readonly name: Extract<MessageKey, `tools.do.${string}`>;
  readonly icon: LazyIconName;
  /** Only with so many. */
  readonly exactly?: number;
  /** Whether it can be done with this one. */
  suits(tile: Tile, can: Job['can']): boolean;
  run(tiles: readonly Tile[], jobId: string): void;
}

export interface ChosenContext extends LazyContext {
  readonly actions: LazyActions;
  readonly worker: Worker<Tile>;
}

/** How long "Undo" is offered, ms. */
const UNDO_LASTS_MS = 20_000;

export function listChosenActions(context: ChosenContext): readonly ChosenAction[] {
  const { actions } = context;
  return [
    {
      name: 'tools.do.edit',
      icon: 'pencil',
      suits: (tile, can) => tile.kind === 'entry' || can.includes('edit'),
      run: (_tiles, jobId) => actions.showDialog({ kind: 'edit-chosen', jobId }),
    },
    {
      name: 'tools.do.compare',
      icon: 'compare',
      exactly: 2,
      suits: (tile) => tile.kind === 'photo' && tile.photo.preview_url !== null,
      run: (tiles, jobId) => actions.showDialog({ kind: 'compare', jobId, ids: tiles.map(({ id }) => id) }),
    },
    {
      name: 'tools.do.take-out',
      icon: 'share',
      suits: (tile) => tile.kind === 'entry' || tile.photo.url !== null,
      run: (tiles, jobId) => actions.showDialog({ kind: 'take-out', jobId, ids: tiles.map(({ id }) => id) }),
    },
    {
      name: 'tools.do.move',
      icon: 'next',
      suits: (tile, can) => tile.kind === 'photo' && tile.photo.state !== 'arriving' && can.includes('edit'),
      run: (tiles, jobId) => actions.showDialog({ kind: 'give', jobId, photoIds: tiles.map(({ id }) => id) }),
    },
    {
      name: 'tools.do.delete',
      icon: 'trash',
      suits: (tile, can) => tile.kind === 'photo' && can.includes('delete'),
      run: (tiles, jobId) => deletePhotos(context, jobId, tiles),
    },
  ];
}

function deletePhotos(context: ChosenContext, jobId: string, items: readonly Tile[]): void {
  const { store, phone, pollers, worker } = context;
  const api = createDispatcherApi(phone.api);
  worker.begin({
    name: 'tools.doing.delete',
    items,
    async work({ id }) {
      await api.deletePhoto(jobId, id);
      changeAlbum(context, jobId, (photos) => photos.filter(({ photo_id }) => photo_id !== id));
    },
    done(deleted) {
      const photoIds = deleted.map(({ id }) => id);
      const params = { n: photoIds.length };
      if (params.n > 0)
        tellBriefly(store, 'photos.deleted', { params, undo: { jobId, photoIds }, lastsMs: UNDO_LASTS_MS });
      pollers.refreshAlbum();
    },
  });
}

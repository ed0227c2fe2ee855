/** What an album has for who looks through it, or does something with many photos. Loaded when it is asked for first. */
import type { Tile } from '../album/album-tiles.ts';
import { createComparison } from '../compare/comparison.ts';
import type { AlbumTools, LazyActions, LazyContext } from '../context.ts';
import { listChosenActions } from './chosen-actions.ts';
import { chosenBar } from './chosen-bar.ts';
import { createEditSheet } from './edit-sheet.ts';
import { lookPanel } from './look-panel.ts';
import { createWorker } from './work-through.ts';

export function createAlbumTools(context: LazyContext & { readonly actions: LazyActions }): AlbumTools {
  const worker = createWorker<Tile>(() => {
    const { route, chosen } = context.store.get();
    const { isRunning = true, failures = [] } = worker.progress() ?? {};
    // What has failed is told, though choosing was ended meanwhile.
    const isUntold = !isRunning && failures.length > 0 && !chosen && route.page === 'job';
    const ids = new Set(failures.map(({ item }) => item.id));
    context.store.update(isUntold ? { chosen: { jobId: route.jobId, ids, last: null } } : {});
  });
  const chosenContext = { ...context, worker };
  const actions = listChosenActions(chosenContext);
  return {
    lookPanel,
    chosenBar: (jobId, view) => chosenBar(jobId, view, { actions, worker }),
    sheet: createEditSheet(chosenContext),
    comparison: createComparison(context),
  };
}

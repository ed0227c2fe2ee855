/** Shows in an album what was changed here, before the edge is asked again. A look that was under way does not undo it. */
import type { Photo } from '../../../edge/api.ts';
import type { LazyContext } from '../context.ts';
import { withItems } from '../state/with-items.ts';

export function changeAlbum(
  { store, listings }: Pick<LazyContext, 'store' | 'listings'>,
  jobId: string,
  toItems: (items: readonly Photo[]) => readonly Photo[],
): void {
  listings.noteChange(jobId);
  store.update(withItems(jobId, toItems));
}

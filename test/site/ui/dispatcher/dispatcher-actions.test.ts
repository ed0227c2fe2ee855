import { describe, expect, it } from 'vitest';
import type { LazyContext } from '../../../../site/ui/context.ts';
import { createDispatcherActions } from '../../../../site/ui/dispatcher/dispatcher-actions.ts';
import type { AppState } from '../../../../site/ui/state/app-state.ts';
import { createAppStore } from '../../../../site/ui/state/app-store.ts';
import { makePhoto } from '../make-photo.ts';

/** A dispatcher on the page of deleted photos, whose requests are responded to by hand. */
function openDeleted() {
  const waiting: ((response: Response) => void)[] = [];
  const ask = () => new Promise<Response>((resolve) => waiting.push(resolve));
  const store = createAppStore({
    route: { page: 'deleted', jobId: 'j-1' },
    albums: { 'j-1': { items: [] } },
  } as unknown as AppState);
  const actions = createDispatcherActions({ phone: { api: { ask } }, store } as unknown as LazyContext);
  const respond = (index: number, ...ids: readonly string[]) => {
    const photos = ids.map((photo_id) => makePhoto({ photo_id }));
    waiting[index]?.(new Response(JSON.stringify({ photos })));
  };
  const shown = () => store.get().dispatcherListing?.items?.map((item) => 'photo_id' in item && item.photo_id);
  return { actions, respond, shown };
}

describe('the page of deleted photos', () => {
  it('shows the response to what was asked last, whichever comes last', async () => {
    const { actions, respond, shown } = openDeleted();
    actions.readDispatcherPage();
    respond(1, 'a');
    await expect.poll(shown).toEqual(['a']);
    respond(0, 'a', 'restored');
    await new Promise((resolve) => setImmediate(resolve));
    expect(shown()).toEqual(['a']);
  });
});

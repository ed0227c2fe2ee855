/** The outbox as the screens use it. */
import type { Outbox, OutboxSettings } from '../phone.ts';
import type { Keeper } from './keeper.ts';
import type { OutboxView } from './outbox-view.ts';
import type { EntryStore } from './ports.ts';

export type EntryActions = typeof import('./entry-actions.ts');

export interface OutboxDependencies extends Pick<Outbox, 'sendNow' | 'noteJobs' | 'moveToJob'> {
  readonly store: EntryStore;
  readonly view: OutboxView;
  readonly keeper: Keeper;
  readonly loadActions: () => Promise<EntryActions>;
  changeSettings(change: Partial<OutboxSettings>): Promise<void>;
}

export function createOutbox({
  store,
  view,
  keeper,
  loadActions,
  changeSettings,
  ...others
}: OutboxDependencies): Outbox {
  const { capture, keep, letGo } = keeper;
  return {
    ...others,
    capture,
    keep,
    letGo,
    snapshot: view.snapshot,
    subscribe: view.subscribe,
    preview: async (id) => (await loadActions()).readPreview(id, store),
    edit: async (id, change) => (await loadActions()).editEntry(id, change, store),
    async discard(id) {
      await store.remove(id);
    },
    exportPhoto: async (id) => (await loadActions()).readOriginal(id, store),
    async changeSettings(change) {
      await changeSettings(change);
      view.show();
    },
  };
}

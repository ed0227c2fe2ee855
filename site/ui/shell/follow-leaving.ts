/** What happens by itself while somebody wants to leave, and when something could not be kept. */
import type { UnkeptPhoto } from '../../phone.ts';
import { isSafeToLeave } from '../navigation/leaving.ts';
import type { AppState } from '../state/app-state.ts';
import type { AppStore } from '../state/app-store.ts';

/** Lets those go who wait for everything to be safe, and shows once what could not be kept, all of it. */
export function followLeaving(store: AppStore): void {
  const told = new WeakSet<UnkeptPhoto>();
  const look = (state: AppState) => {
    const { dialog, outbox } = state;
    if (dialog?.kind === 'leaving' && isSafeToLeave(state, dialog.except)) {
      dialog.decide(true);
      return store.update({ dialog: null });
    }
    const isNew = outbox.unkept.some((photo) => !photo.isHandedOver && !told.has(photo));
    if (!isNew || dialog || outbox.saving > 0) return;
    for (const photo of outbox.unkept) told.add(photo);
    store.update({ dialog: { kind: 'unkept' } });
  };
  store.subscribe((state, before) => {
    // The sheet was closed, or another has taken its place.
    if (before.dialog?.kind === 'leaving' && state.dialog !== before.dialog) before.dialog.decide(false);
    if (state.dialog !== before.dialog || state.outbox !== before.outbox) look(state);
  });
  look(store.get());
}

/** Whoever leads away from this page, or from its user, asks here first: what was chosen must be safe before. */
import type { UnkeptPhoto } from '../../phone.ts';
import type { AppState } from '../state/app-state.ts';
import type { AppStore } from '../state/app-store.ts';

/**
 * Fulfils with true once everything that was chosen is safe, or the user gives the rest up; with false when they stay. Meanwhile
 * a sheet shows what is missing. `except` is being sent by another way.
 */
export type MayLeave = (except?: UnkeptPhoto) => Promise<boolean>;

export function createMayLeave(store: AppStore): MayLeave {
  return (except) =>
    new Promise((decide) => {
      if (isSafeToLeave(store.get(), except)) decide(true);
      else store.update({ dialog: { kind: 'leaving', except, decide } });
    });
}

export function isSafeToLeave({ outbox }: Pick<AppState, 'outbox'>, except?: UnkeptPhoto): boolean {
  return outbox.saving === 0 && outbox.unkept.every((photo) => photo.isHandedOver || photo === except);
}

/** Tells the user what went wrong, as a notice. */
import { toProblemCode } from '../listings/listings.ts';
import type { AppStore } from '../state/app-store.ts';
import { withNotice } from '../state/with-notice.ts';

/** Shows a notice when `work` fails. */
export function attempt(store: AppStore, work: Promise<unknown>): void {
  work.catch((error: unknown) => tellProblem(store, error));
}

export function tellProblem(store: AppStore, error: unknown): void {
  store.update(withNotice('error', `problem.${toProblemCode(error)}`));
}

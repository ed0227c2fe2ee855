/** Tells the user what went wrong, as a notice. */
import { CaptureError } from '../../outbox/capture-error.ts';
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

/** Names the picture that could not be kept, whatever went wrong. */
export function tellCaptureError(store: AppStore, error: unknown): void {
  const code = error instanceof CaptureError ? error.code : 'storage-failed';
  const file = error instanceof CaptureError ? error.fileName : '';
  store.update(withNotice('error', `capture.${code}`, { file }));
}

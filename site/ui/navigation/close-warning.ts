/**
 * Has the browser ask before a tab is closed while photos are only on this phone, or not even there yet. Leaving to sign in does
 * not count for the former.
 */
import type { Outbox } from '../../phone.ts';

export interface CloseWarning {
  /** Before the page is left on purpose. */
  suspend(): void;
  /** When it was not left after all. */
  resume(): void;
}

export function createCloseWarning(outbox: Outbox): CloseWarning {
  let isSuspended = false;
  addEventListener('beforeunload', (event) => {
    const { counts, saving, unkept } = outbox.snapshot();
    const isAsked = saving > 0 || (!isSuspended && counts.waiting + unkept.length > 0);
    if (isAsked) event.preventDefault();
  });
  const resume = () => {
    isSuspended = false;
  };
  // The browser shows a page that was left, as it was (back-forward cache).
  addEventListener('pageshow', resume);
  return {
    suspend() {
      isSuspended = true;
    },
    resume,
  };
}

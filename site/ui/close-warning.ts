/** Lets the browser ask before a tab is closed whose photos are only on this phone. Leaving to sign in is no closing. */
import type { Outbox } from '../core/ports.ts';

export interface CloseWarning {
  /** The page is left on purpose, and comes back. */
  suspend(): void;
}

export function createCloseWarning(outbox: Outbox): CloseWarning {
  let isSuspended = false;
  addEventListener('beforeunload', (event) => {
    if (!isSuspended && outbox.snapshot().counts.waiting > 0) event.preventDefault();
  });
  addEventListener('pageshow', () => {
    isSuspended = false;
  });
  return {
    suspend() {
      isSuspended = true;
    },
  };
}

/** Lets the browser ask before a tab is closed whose photos are only on this phone. Leaving to sign in is no closing. */
import type { Outbox } from '../../phone.ts';

export interface CloseWarning {
  /** The page is left on purpose, and comes back. */
  suspend(): void;
  /** It was not left after all. */
  resume(): void;
}

export function createCloseWarning(outbox: Outbox): CloseWarning {
  let isSuspended = false;
  addEventListener('beforeunload', (event) => {
    if (!isSuspended && outbox.snapshot().counts.waiting > 0) event.preventDefault();
  });
  const resume = () => {
    isSuspended = false;
  };
  // Shown again out of the browser's memory.
  addEventListener('pageshow', resume);
  return {
    suspend() {
      isSuspended = true;
    },
    resume,
  };
}

/**
 * Pictures that were chosen in the first capture bar (first-capture-bar.ts), before the page's main script was there to keep
 * them, and the note by which that bar knows that somebody who captures is signed in here.
 */
import type { User } from '../../phone.ts';

export interface EarlyPick {
  readonly jobId: string;
  readonly files: readonly File[];
  /** Who had the phone then. */
  readonly subject: string;
}

declare global {
  /** Set by the first capture bar; emptied by {@link takeEarlyPicks}. */
  var earlyPicks: EarlyPick[] | undefined;
}

const CAPTURES_KEY = 'who-captures';
const CAPTURING_ROLES = ['worker', 'dispatcher'];

/** Remembers for the next visit this user, if they take photos, so that the first capture bar is shown. */
export function noteWhoCaptures(user: User | null): void {
  if (user?.roles.some((role) => CAPTURING_ROLES.includes(role))) localStorage.setItem(CAPTURES_KEY, user.subject);
  else localStorage.removeItem(CAPTURES_KEY);
}

/** Null where nobody is known who takes photos. */
export function whoCaptures(): string | null {
  return localStorage.getItem(CAPTURES_KEY);
}

export function takeEarlyPicks(): readonly EarlyPick[] {
  return globalThis.earlyPicks?.splice(0) ?? [];
}

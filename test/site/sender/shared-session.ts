/** The session of a phone that people share: what is kept, and what this tab has read of it, which may be behind. */
import { AppError } from '../../../edge/problem.ts';
import type { SessionState, User } from '../../../site/phone.ts';
import type { EdgeRoutes, SenderDependencies } from '../../../site/sender/ports.ts';

export type SessionChange =
  | { readonly kind: 'sign-in'; readonly subject: string }
  | { readonly kind: 'expire' }
  | { readonly kind: 'sign-out' };

interface Kept {
  readonly user: User | null;
  readonly state: SessionState;
}

export type Routes = (subject: string, signal?: AbortSignal) => EdgeRoutes;

export interface SharedSession {
  /** As this tab knows it. */
  readonly tab: SenderDependencies['session'];
  /** @param isSeen by this tab at once; else another has made the change, and this one has not heard of it */
  change(change: SessionChange, isSeen: boolean): void;
  isSignedIn(subject: string): boolean;
  /** Whose token is kept. */
  subject(): string | null;
  /** The routes as call-edge.ts has them: with the token of who they are for, or not at all. */
  holdToOwner(routes: Routes): Routes;
}

const NOBODY: Kept = { user: null, state: 'signed-out' };

export function createSharedSession(): SharedSession {
  let kept = NOBODY;
  let read = NOBODY;
  const reload = async () => {
    read = kept;
  };
  const subject = () => kept.user?.subject ?? null;
  async function askAs<T>(owner: string, ask: () => Promise<T>): Promise<T> {
    const requireOwner = async () => {
      await reload();
      if (read.user?.subject !== owner) throw new AppError('token-missing');
    };
    await requireOwner();
    if (read.state !== 'signed-in') throw new AppError('token-expired');
    const value = await ask();
    await requireOwner();
    return value;
  }
  return {
    tab: {
      get user() {
        return read.user;
      },
      get state() {
        return read.state;
      },
      reload,
    },
    change(change, isSeen) {
      if (change.kind === 'sign-in') {
        kept = { user: { subject: change.subject, name: change.subject, roles: [] }, state: 'signed-in' };
      } else if (change.kind === 'sign-out') {
        kept = NOBODY;
      } else if (kept.user) {
        kept = { ...kept, state: 'expired' };
      }
      if (isSeen) read = kept;
    },
    isSignedIn: (owner) => kept.state === 'signed-in' && subject() === owner,
    subject,
    holdToOwner: (routes) => (owner, signal) => ({
      tickets: (request) => askAs(owner, () => routes(owner, signal).tickets(request)),
      album: (jobId, options) => askAs(owner, () => routes(owner, signal).album(jobId, options)),
      editPhoto: (jobId, photo, edit) => askAs(owner, () => routes(owner, signal).editPhoto(jobId, photo, edit)),
    }),
  };
}

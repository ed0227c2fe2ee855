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
      kept = withChange(kept, change);
      if (isSeen) read = kept;
    },
    isSignedIn: (owner) => kept.state === 'signed-in' && subject() === owner,
    subject,
    holdToOwner: (routes) => (owner, signal) => wrapRoutes(routes(owner, signal), (ask) => askAs(owner, ask)),
  };
}

function withChange(kept: Kept, change: SessionChange): Kept {
  if (change.kind === 'sign-in') {
    return { user: { subject: change.subject, name: change.subject, roles: [] }, state: 'signed-in' };
  }
  if (change.kind === 'sign-out') return NOBODY;
  return kept.user ? { ...kept, state: 'expired' } : kept;
}

function wrapRoutes(routes: EdgeRoutes, wrap: <T>(ask: () => Promise<T>) => Promise<T>): EdgeRoutes {
  return {
    tickets: (request) => wrap(() => routes.tickets(request)),
    album: (jobId, options) => wrap(() => routes.album(jobId, options)),
    editPhoto: (jobId, photo, edit) => wrap(() => routes.editPhoto(jobId, photo, edit)),
  };
}

/**
 * Who uses this phone, and their tokens. What speaks with the issuer (open-id.ts, renew-session.ts) is loaded when it is
 * needed. A token is only ever handed out together with whose it is: what belongs to one person is never sent as another.
 */
import { AppError } from '../../edge/app-error.ts';
import type { TokenSource } from '../api/token-source.ts';
import type { KeyValueStore } from '../outbox/key-value-store.ts';
import type { SiteConfig } from '../phone.ts';
import { type KeptSession, openKeptSession } from './kept-session.ts';
import type { Renewer } from './renew-session.ts';
import { isGood, isOver, type StoredSession } from './stored-session.ts';

export interface SessionDependencies {
  readonly keyValues: KeyValueStore;
  /** Reads config.json; only called to speak with the issuer. */
  config(): Promise<SiteConfig>;
  /** Tells the other tabs. */
  announce(): void;
}

export async function createSession(deps: SessionDependencies): Promise<TokenSource> {
  const kept = await openKeptSession(deps.keyValues, deps.announce);
  let renewer: Renewer | undefined;
  const loadRenewer = async () => {
    const { createRenewer } = await import('./renew-session.ts').catch(toUnavailable);
    renewer ??= createRenewer({ kept, config: deps.config });
    return renewer;
  };
  return {
    get user() {
      return kept.current()?.user ?? null;
    },
    get state() {
      const current = kept.current();
      if (!current) return 'signed-out';
      return isOver(current, Date.now()) ? 'expired' : 'signed-in';
    },
    subscribe: kept.subscribe,
    async reload() {
      await kept.reload();
    },
    async token({ subject = kept.current()?.user.subject, refusal } = {}) {
      const before = requireOwner(await kept.reload(), subject);
      if (!refusal && isGood(before, Date.now())) return before.accessToken;
      await (await loadRenewer()).renew(before, refusal);
      const after = requireOwner(kept.current(), subject);
      if (isOver(after, Date.now())) throw new AppError('token-expired');
      if (!isGood(after, Date.now())) throw new AppError('unavailable');
      return after.accessToken;
    },
    async signIn(returnTo = location.pathname + location.search + location.hash, mayLeave = async () => true) {
      const url = await (await loadSignIn()).beginAtIssuer(returnTo, { ...deps, kept });
      if (await mayLeave()) location.assign(url);
    },
    isSignInResponse: ({ searchParams }) =>
      searchParams.has('state') && (searchParams.has('code') || searchParams.has('error')),
    completeSignIn: async (url) => (await loadSignIn()).completeSignIn(url, { ...deps, kept }),
    signOut: () => leave(kept, deps.config),
  };
}

const loadSignIn = () => import('./sign-in.ts').catch(toUnavailable);

function requireOwner(session: StoredSession | null, subject: string | undefined): StoredSession {
  if (!session || session.user.subject !== subject) throw new AppError('token-missing');
  return session;
}

/** The phone forgets at once, with or without network, and whatever renewal is under way. The issuer is told behind that renewal. */
async function leave(kept: KeptSession, config: SessionDependencies['config']): Promise<void> {
  const refreshToken = kept.current()?.refreshToken;
  await kept.forget();
  if (!refreshToken) return;
  void import('./renew-session.ts').then((it) => it.revokeBehindRenewal(refreshToken, config)).catch(() => undefined);
}

function toUnavailable(cause: unknown): never {
  throw new AppError('unavailable', { cause });
}

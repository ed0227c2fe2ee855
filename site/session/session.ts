/**
 * Who uses this phone, and their tokens. What speaks with the issuer (open-id.ts, renew-session.ts) is loaded when it is
 * needed. A token is only ever handed out together with whose it is: what belongs to one person is never sent as another.
 */
import { AppError } from '../../edge/problem.ts';
import type { KeyValueStore } from '../outbox/key-value-store.ts';
import type { Session, SiteConfig } from '../phone.ts';
import { type KeptSession, openKeptSession } from './kept-session.ts';
import { addPending, takePending } from './pending-sign-ins.ts';
import type { Renewer } from './renew-session.ts';
import { isGood, isOver, type StoredSession } from './stored-session.ts';

export interface TokenRequest {
  /** Whose token; default: of who is signed in now. */
  readonly subject?: string | undefined;
  /** Get a new token although the present one looks good: the edge has refused it. */
  readonly renew?: boolean;
}

/** The engine's own view of the session. */
export interface TokenSource extends Session {
  /** @throws {AppError} `token-missing` also when the session is not, or no longer, `subject`'s */
  token(request?: TokenRequest): Promise<string>;
  /** Reads again what another tab has changed. */
  reload(): Promise<void>;
}

export interface SessionDependencies {
  readonly keyValues: KeyValueStore;
  /** Reads config.json; only called to speak with the issuer. */
  config(): Promise<SiteConfig>;
  /** Tells the other tabs. */
  announce(): void;
}

const SIGNED_OUT = 'signed-out';

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
    async token({ subject = kept.current()?.user.subject, renew = false } = {}) {
      const before = requireOwner(await kept.reload(), subject);
      if (!renew && isGood(before, Date.now())) return before.accessToken;
      await (await loadRenewer()).renew(before);
      const after = requireOwner(kept.current(), subject);
      if (isOver(after, Date.now())) throw new AppError('token-expired');
      if (!isGood(after, Date.now())) throw new AppError('unavailable');
      return after.accessToken;
    },
    signIn: (returnTo = location.pathname + location.search + location.hash) => leaveForIssuer(returnTo, deps),
    isSignInResponse: ({ searchParams }) =>
      searchParams.has('state') && (searchParams.has('code') || searchParams.has('error')),
    completeSignIn: (url) => finish(url, kept, deps),
    signOut: () => leave(kept, deps),
  };
}

function requireOwner(session: StoredSession | null, subject: string | undefined): StoredSession {
  if (!session || session.user.subject !== subject) throw new AppError('token-missing');
  return session;
}

async function leaveForIssuer(returnTo: string, { keyValues, config }: SessionDependencies): Promise<void> {
  const { beginSignIn } = await import('./open-id.ts').catch(toUnavailable);
  const again = (await keyValues.read(SIGNED_OUT)) === true;
  const { url, pending } = await beginSignIn(await config(), toRedirectUri(await config()), again);
  await addPending(keyValues, { ...pending, returnTo });
  location.assign(url);
}

async function finish(url: URL, kept: KeptSession, { keyValues, config }: SessionDependencies): Promise<string> {
  const pending = await takePending(keyValues, url.searchParams.get('state'));
  if (!pending) throw new AppError('token-invalid');
  try {
    const { finishSignIn } = await import('./open-id.ts').catch(toUnavailable);
    await kept.begin(await finishSignIn(await config(), toRedirectUri(await config()), url, pending));
  } catch (error) {
    // Nothing was answered: the code may still be good for another try.
    if (error instanceof AppError && error.code === 'unavailable') await addPending(keyValues, pending);
    throw error;
  }
  await keyValues.forget(SIGNED_OUT);
  return toLocalPath(pending.returnTo);
}

/** The phone forgets at once, with or without network, and whatever renewal is under way. The issuer is told behind that renewal. */
async function leave(kept: KeptSession, { keyValues, config }: SessionDependencies): Promise<void> {
  const refreshToken = kept.current()?.refreshToken;
  await keyValues.write(SIGNED_OUT, true);
  await kept.forget();
  if (refreshToken) void revokeAtIssuer(refreshToken, config).catch(() => undefined);
}

async function revokeAtIssuer(refreshToken: string, config: SessionDependencies['config']): Promise<void> {
  const [{ revoke }, { withTokenLock }] = await Promise.all([import('./open-id.ts'), import('./token-lock.ts')]);
  await withTokenLock(async () => revoke(await config(), refreshToken));
}

function toUnavailable(cause: unknown): never {
  throw new AppError('unavailable', { cause });
}

function toRedirectUri(config: SiteConfig): string {
  return new URL(config.redirect_path ?? '/', location.origin).href;
}

/** Never leads to another site, whatever was kept. */
function toLocalPath(path: string): string {
  return /^\/(?![/\\])/.test(path) ? path : '/';
}

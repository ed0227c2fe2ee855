/**
 * Who uses this phone, and their tokens. What speaks with the issuer (open-id.ts) is loaded when it is needed. One Web Lock
 * keeps two tabs from spending the same refresh token.
 */
import { AppError } from '../../edge/problem.ts';
import type { KeyValueStore } from '../outbox/key-value-store.ts';
import type { Session, SiteConfig } from '../phone.ts';
import { type KeptSession, openKeptSession } from './kept-session.ts';
import type { PendingSignIn } from './open-id.ts';

/** The engine's own view of the session. */
export interface TokenSource extends Session {
  /** @param renew get a new token although the present one looks good. */
  token(renew?: boolean): Promise<string>;
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

interface Pending extends PendingSignIn {
  readonly returnTo: string;
}

const PENDING = 'sign-in';
const SIGNED_OUT = 'signed-out';

export async function createSession(deps: SessionDependencies): Promise<TokenSource> {
  const kept = await openKeptSession(deps.keyValues, deps.announce);
  return {
    get user() {
      return kept.current()?.user ?? null;
    },
    get state() {
      const current = kept.current();
      if (!current) return 'signed-out';
      return kept.isGood() || current.refreshToken ? 'signed-in' : 'expired';
    },
    subscribe: kept.subscribe,
    reload: kept.reload,
    async token(renew = false) {
      const spent = readToken(kept);
      if (renew || !kept.isGood()) await withLock(() => renewToken(kept, spent, deps));
      return readToken(kept);
    },
    signIn: (returnTo = location.pathname + location.search + location.hash) => leaveForIssuer(returnTo, deps),
    isSignInResponse: ({ searchParams }) =>
      searchParams.has('state') && (searchParams.has('code') || searchParams.has('error')),
    completeSignIn: (url) => takeAnswer(url, kept, deps),
    signOut: () => leave(kept, deps),
  };
}

function readToken(kept: KeptSession): string {
  const current = kept.current();
  if (!current) throw new AppError('token-missing');
  return current.accessToken;
}

/** @param spent the token that is no longer good: another tab may have been faster. */
async function renewToken(kept: KeptSession, spent: string, { config }: SessionDependencies): Promise<void> {
  await kept.reload();
  const current = kept.current();
  if (!current) throw new AppError('token-missing');
  if (current.accessToken !== spent && kept.isGood()) return;
  try {
    if (!current.refreshToken) throw new AppError('token-expired');
    const { refreshTokens } = await import('./open-id.ts');
    await kept.keep(await refreshTokens(await config(), current.refreshToken, current.user));
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'unavailable') throw error;
    await kept.keep({ ...current, goodUntilMs: 0, refreshToken: null });
    throw new AppError('token-expired', { cause: error });
  }
}

async function leaveForIssuer(returnTo: string, { keyValues, config }: SessionDependencies): Promise<void> {
  const { beginSignIn } = await import('./open-id.ts');
  const again = (await keyValues.read(SIGNED_OUT)) === true;
  const { url, pending } = await beginSignIn(await config(), toRedirectUri(await config()), again);
  await keyValues.write(PENDING, { ...pending, returnTo } satisfies Pending);
  location.assign(url);
}

async function takeAnswer(url: URL, kept: KeptSession, { keyValues, config }: SessionDependencies): Promise<string> {
  const pending = (await keyValues.read(PENDING)) as Pending | undefined;
  if (!pending || url.searchParams.get('state') !== pending.state) throw new AppError('token-invalid');
  const { finishSignIn } = await import('./open-id.ts');
  await kept.keep(await finishSignIn(await config(), toRedirectUri(await config()), url, pending));
  await Promise.all([keyValues.forget(PENDING), keyValues.forget(SIGNED_OUT)]);
  return toLocalPath(pending.returnTo);
}

async function leave(kept: KeptSession, { keyValues, config }: SessionDependencies): Promise<void> {
  const refreshToken = kept.current()?.refreshToken;
  await keyValues.write(SIGNED_OUT, true);
  await kept.forget();
  // Not waited for: without network the phone has forgotten the token all the same.
  if (refreshToken) void revokeAtIssuer(refreshToken, config).catch(() => undefined);
}

async function revokeAtIssuer(refreshToken: string, config: SessionDependencies['config']): Promise<void> {
  const { revoke } = await import('./open-id.ts');
  await revoke(await config(), refreshToken);
}

function toRedirectUri(config: SiteConfig): string {
  return new URL(config.redirect_path ?? '/', location.origin).href;
}

/** Never leads to another site, whatever was kept. */
function toLocalPath(path: string): string {
  return /^\/(?![/\\])/.test(path) ? path : '/';
}

async function withLock(work: () => Promise<void>): Promise<void> {
  return 'locks' in navigator ? navigator.locks.request('edgeshot-token', work) : work();
}

/**
 * Who uses this phone, and their tokens. They stand in IndexedDB, so that a reload (iOS drops the page when the camera
 * opens) keeps them and the service worker can read them; the site's CSP, which runs no foreign script, is their guard.
 * One Web Lock keeps two tabs from spending the same refresh token.
 */
import { AppError } from '../../edge/problem.ts';
import type { Session, SiteConfig } from '../core/ports.ts';
import type { Facts } from './facts.ts';
import type { Kept, PendingSignIn } from './open-id.ts';

/** The engine's own view of the session: `renew` gets a new token although the present one looks good. */
export interface TokenSource extends Session {
  token(renew?: boolean): Promise<string>;
  /** Reads again what another tab has changed. */
  reload(): Promise<void>;
}

export interface SessionDependencies {
  readonly facts: Facts;
  /** Reads config.json; only called when a token is fetched. */
  config(): Promise<SiteConfig>;
  /** Tells the other tabs. */
  announce(): void;
}

interface Pending extends PendingSignIn {
  readonly returnTo: string;
}

const SESSION = 'session';
const PENDING = 'sign-in';
const SIGNED_OUT = 'signed-out';
const SPARE_MS = 60_000;

export async function createSession({ facts, config, announce }: SessionDependencies): Promise<TokenSource> {
  const listeners = new Set<() => void>();
  let kept = parseKept(await facts.read(SESSION));
  const show = (next: Kept | undefined) => {
    kept = next;
    for (const listener of listeners) listener();
  };
  const keep = async (next: Kept) => {
    await facts.write(SESSION, next);
    show(next);
    announce();
  };
  const reload = async () => show(parseKept(await facts.read(SESSION)));
  const isGood = () => kept !== undefined && kept.goodUntilMs - SPARE_MS > Date.now();

  const refresh = async (spent: string) => {
    await reload();
    if (!kept) throw new AppError('token-missing');
    // Another tab was faster.
    if (kept.accessToken !== spent && isGood()) return;
    if (!kept.refreshToken) return expire(kept);
    const { refreshTokens } = await import('./open-id.ts');
    try {
      await keep(await refreshTokens(await config(), kept.refreshToken, kept.user));
    } catch (error) {
      if (error instanceof AppError && error.code !== 'unavailable') return expire(kept);
      throw error;
    }
  };
  const expire = async (last: Kept): Promise<never> => {
    await keep({ ...last, goodUntilMs: 0, refreshToken: null });
    throw new AppError('token-expired');
  };

  return {
    get user() {
      return kept?.user ?? null;
    },
    get state() {
      if (!kept) return 'signed-out';
      return isGood() || kept.refreshToken ? 'signed-in' : 'expired';
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    reload,

    async token(renew = false) {
      if (!kept) throw new AppError('token-missing');
      const spent = kept.accessToken;
      if (renew || !isGood()) await withLock('edgeshot-token', () => refresh(spent));
      return kept.accessToken;
    },

    async signIn(returnTo = location.pathname + location.search + location.hash) {
      const { beginSignIn } = await import('./open-id.ts');
      const again = (await facts.read(SIGNED_OUT)) === true;
      const { url, pending } = await beginSignIn(await config(), toRedirectUri(await config()), again);
      await facts.write(PENDING, { ...pending, returnTo } satisfies Pending);
      location.assign(url);
    },

    isSignInAnswer: ({ searchParams }) =>
      searchParams.has('state') && (searchParams.has('code') || searchParams.has('error')),

    async completeSignIn(url) {
      const pending = (await facts.read(PENDING)) as Pending | undefined;
      if (!pending || url.searchParams.get('state') !== pending.state) throw new AppError('token-invalid');
      const { finishSignIn } = await import('./open-id.ts');
      await keep(await finishSignIn(await config(), toRedirectUri(await config()), url, pending));
      await Promise.all([facts.forget(PENDING), facts.forget(SIGNED_OUT)]);
      return toLocalPath(pending.returnTo);
    },

    async signOut() {
      const refreshToken = kept?.refreshToken;
      await Promise.all([facts.forget(SESSION), facts.write(SIGNED_OUT, true)]);
      show(undefined);
      announce();
      if (!refreshToken) return;
      const { revoke } = await import('./open-id.ts');
      // Without network the phone has forgotten the token all the same.
      await revoke(await config(), refreshToken).catch(() => undefined);
    },
  };
}

/** What an older version of the site kept in another shape is no session: the user signs in again. */
function parseKept(value: unknown): Kept | undefined {
  const { user, accessToken, goodUntilMs } = (value ?? {}) as Partial<Kept>;
  const isKept =
    typeof user?.subject === 'string' && typeof accessToken === 'string' && typeof goodUntilMs === 'number';
  return isKept ? (value as Kept) : undefined;
}

function toRedirectUri(config: SiteConfig): string {
  return new URL(config.redirect_path ?? '/', location.origin).href;
}

/** Never leads to another site, whatever was kept. */
function toLocalPath(path: string): string {
  return /^\/(?![/\\])/.test(path) ? path : '/';
}

async function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  return 'locks' in navigator ? navigator.locks.request(name, work) : work();
}

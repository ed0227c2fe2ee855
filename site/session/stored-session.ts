/** What a sign-in leaves on the phone, as a value. */
import type { User } from '../phone.ts';

export interface StoredSession {
  readonly user: User;
  readonly accessToken: string;
  /** Phone's clock: counted from when the token came, so that a wrong clock does not matter. */
  readonly goodUntilMs: number;
  /** Null: the issuer gave none, or takes it no more. */
  readonly refreshToken: string | null;
}

/** A token that ends sooner is renewed before it is used: the request may take its time on the way. */
const SPARE_MS = 60_000;

export function isGood(session: StoredSession, nowMs: number): boolean {
  return session.goodUntilMs - SPARE_MS > nowMs;
}

/** Tells whether nothing but signing in helps any more. */
export function isOver(session: StoredSession, nowMs: number): boolean {
  return session.refreshToken === null && !isGood(session, nowMs);
}

/** The issuer takes the refresh token no more. The user stays known, and the access token names the session still. */
export function toEnded(session: StoredSession): StoredSession {
  return { ...session, goodUntilMs: 0, refreshToken: null };
}

/** Tells whether both are one session at one stage of its renewals, ended or not. */
export function isSameRenewal(a: StoredSession, b: StoredSession): boolean {
  return a.user.subject === b.user.subject && a.accessToken === b.accessToken;
}

/** Null for anything else: an older version of the site kept another shape, and the user signs in again. */
export function parseStoredSession(value: unknown): StoredSession | null {
  const { user, accessToken, goodUntilMs } = (value ?? {}) as Partial<StoredSession>;
  const isStored =
    typeof user?.subject === 'string' && typeof accessToken === 'string' && typeof goodUntilMs === 'number';
  return isStored ? (value as StoredSession) : null;
}

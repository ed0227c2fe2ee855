/**
 * Renews the session with its refresh token. Loaded when a token is about to end, so that it weighs nothing before the first
 * capture. It ends the session only where the issuer itself ends it; whatever else comes back means: later.
 */
import { AppError } from '../../edge/app-error.ts';
import type { ProblemCode } from '../../edge/problem.ts';
import type { SiteConfig } from '../phone.ts';
import type { KeptSession } from './kept-session.ts';
import { type Renewal, refreshTokens, revoke } from './open-id.ts';
import { isGood, isSameRenewal, type StoredSession, toEnded } from './stored-session.ts';
import { withTokenLock } from './token-lock.ts';

export interface RenewalDependencies {
  readonly kept: KeptSession;
  config(): Promise<SiteConfig>;
}

/** All of a renewal: configuration, discovery and tokens. Other tabs wait for it. */
const RENEWAL_TIMEOUT_MS = 30_000;
const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 60_000;
/** What an issuer, or something in its place, may ask for at most. */
const LONGEST_RETRY_AFTER_SECONDS = 600;

export interface Renewer {
  /**
   * Resolves when `spent` is no longer the session's present renewal: renewed here or in another tab, ended, or left.
   * @param refusal why the edge has refused its token; absent where its time is up
   * @throws {AppError} when it cannot be renewed now: `unavailable`, with the seconds after which it may be tried again
   */
  renew(spent: StoredSession, refusal?: ProblemCode): Promise<void>;
}

/** An issuer that has given an odd response is left alone for a while by this page. */
export function createRenewer(deps: RenewalDependencies): Renewer {
  let oddResponses = 0;
  let quietUntilMs = 0;
  const noteOdd = (retryAfterSeconds: number | null) => {
    oddResponses += 1;
    const waitMs = toWaitMs(oddResponses, retryAfterSeconds);
    quietUntilMs = Date.now() + waitMs;
    return new AppError('unavailable', { retryAfterSeconds: Math.ceil(waitMs / 1000) });
  };
  const renewUnlessDone = async (spent: StoredSession, refusal?: ProblemCode) => {
    const stored = await deps.kept.reload();
    if (!stored || !isSameRenewal(stored, spent)) return;
    if (stored.refreshToken === null) return endUnlessGood(stored, refusal, deps.kept);
    const renewal = await refreshTokens(await deps.config(), stored.refreshToken, stored.user);
    if (renewal.kind === 'later') throw noteOdd(renewal.retryAfterSeconds);
    oddResponses = 0;
    await keepRenewal(stored, renewal, deps);
  };
  return {
    async renew(spent, refusal) {
      const quietMs = quietUntilMs - Date.now();
      if (quietMs > 0) throw new AppError('unavailable', { retryAfterSeconds: Math.ceil(quietMs / 1000) });
      await withTokenLock(() => withDeadline(renewUnlessDone(spent, refusal)));
    },
  };
}

/** Without a refresh token the session ends with its token, by the phone's clock or the edge's. Refused for anything else, it may pass. */
async function endUnlessGood(
  stored: StoredSession,
  refusal: ProblemCode | undefined,
  kept: KeptSession,
): Promise<void> {
  if (isGood(stored, Date.now()) && refusal !== 'token-expired') throw new AppError('unavailable');
  await kept.replace(stored, toEnded(stored));
}

async function keepRenewal(
  stored: StoredSession,
  renewal: Exclude<Renewal, { kind: 'later' }>,
  { kept, config }: RenewalDependencies,
): Promise<void> {
  if (renewal.kind === 'ended') await kept.replace(stored, toEnded(stored));
  else if (!(await kept.replace(stored, renewal.session))) await revokeOrphan(renewal.session, kept, config);
}

/** Full seconds of the issuer's own, at most ten minutes; else 2 s · 2^(n−1), at most a minute, with jitter. */
function toWaitMs(oddResponses: number, retryAfterSeconds: number | null): number {
  const backoffMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (oddResponses - 1)) * (0.5 + Math.random() / 2);
  return Math.max(backoffMs, Math.min(LONGEST_RETRY_AFTER_SECONDS, retryAfterSeconds ?? 0) * 1000);
}

/** The user has left while the tokens were under way. Not where a rival tab renewed the same session: revoking would end its tokens too. */
async function revokeOrphan(
  { user, refreshToken }: StoredSession,
  kept: KeptSession,
  config: () => Promise<SiteConfig>,
) {
  if (kept.current()?.user.subject === user.subject || refreshToken === null) return;
  await revoke(await config(), refreshToken).catch(() => undefined);
}

/** What comes home later is still kept, if nothing has changed meanwhile. */
function withDeadline(work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new AppError('unavailable')), RENEWAL_TIMEOUT_MS);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Tells the issuer that the user has left, behind any renewal that is under way. */
export async function revokeBehindRenewal(refreshToken: string, config: () => Promise<SiteConfig>): Promise<void> {
  await withTokenLock(async () => revoke(await config(), refreshToken));
}

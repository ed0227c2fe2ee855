/** How long a ticket holds. S3 refuses a signature once the keys that made it have ended, whatever the policy says. */
import { LIMITS } from '../api.ts';
import { AppError } from '../problem.ts';

/** Of a PUT that promises no hash: S3 bounds no size of it. */
export const OPEN_PUT_LIFE_SECONDS = 300;

/** Less than this is no use to a phone: it had better try again. */
const SHORTEST_LIFE_SECONDS = 60;

/**
 * Returns the life of a ticket that is signed now, seconds: 900, or what is left of the keys where their end is known.
 * The end is known where the runtime sets it (`AWS_CREDENTIAL_EXPIRATION`). Lambda does not: there the rule is
 * that its keys outlive the sandbox that holds them, and nothing is signed for longer than 900 s.
 * @throws {AppError} when the keys are about to end: `unavailable`
 */
export function toTicketLifeSeconds(now: Date, keysEnd: Date | undefined): number {
  if (keysEnd === undefined) return LIMITS.ticketLifeSeconds;
  const leftSeconds = Math.floor((keysEnd.getTime() - now.getTime()) / 1000);
  if (leftSeconds < SHORTEST_LIFE_SECONDS) throw new AppError('unavailable', { retryAfterSeconds: 5 });
  return Math.min(LIMITS.ticketLifeSeconds, leftSeconds);
}

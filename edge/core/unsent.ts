/** The header in which a phone reports, on any request, how long its oldest unsent photo has waited. */
import { UNSENT_HEADER, UNSENT_TOO_LONG_SECONDS } from '../api.ts';
import { type EdgeRequest, readHeader } from './exchange.ts';
import type { Principal } from './principal.ts';

/** Thirty days. What is longer is told as so much, so that one phone's clock cannot bury what the others report. */
export const MAX_UNSENT_SECONDS = 30 * 24 * 3600;

/** For how many seconds the oldest photo has waited on the phone; null where that is not too long, or not reported. */
export function parseUnsentSeconds(request: EdgeRequest): number | null {
  const text = readHeader(request, UNSENT_HEADER) ?? '';
  const seconds = /^\d{1,8}$/.test(text) ? Number(text) : 0;
  return seconds > UNSENT_TOO_LONG_SECONDS ? Math.min(seconds, MAX_UNSENT_SECONDS) : null;
}

/** Tells whether a person's phone may hold photos at all: a customer's word must not ring the owner's alarm. */
export function mayHoldPhotos({ roles, scope }: Principal): boolean {
  const isCrew = roles.includes('worker') || roles.includes('dispatcher');
  return isCrew && (scope === null || scope.includes('upload'));
}

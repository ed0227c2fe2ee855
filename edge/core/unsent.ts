/** The header in which a phone reports, on any request, how long its oldest unsent photo has waited. */
import { UNSENT_HEADER, UNSENT_TOO_LONG_SECONDS } from '../api.ts';
import { type EdgeRequest, readHeader } from './exchange.ts';

/** For how many seconds the oldest photo has waited on the phone; null where that is not too long, or not reported. */
export function parseUnsentSeconds(request: EdgeRequest): number | null {
  const text = readHeader(request, UNSENT_HEADER) ?? '';
  const seconds = /^\d{1,8}$/.test(text) ? Number(text) : 0;
  return seconds > UNSENT_TOO_LONG_SECONDS ? seconds : null;
}

/** Writes when a picture was taken, with a wrong clock corrected where it can be. */
import type { CaptureTime } from './stored-entry.ts';

/** Below this the phone's clock counts as right. */
const TOLERATED_SKEW_MS = 2 * 60_000;

/** Formats as ISO 8601 with offset, to the millisecond; `skewMs` (server minus phone) corrects what was taken at capture. */
export function formatTakenAt({ ms, offsetMinutes, atCapture }: CaptureTime, skewMs: number): string {
  const correction = atCapture && Math.abs(skewMs) > TOLERATED_SKEW_MS ? skewMs : 0;
  // What was corrected is good to a second, not to a millisecond.
  const correctedMs = correction ? Math.floor((ms + correction) / 1000) * 1000 : ms;
  const wall = new Date(correctedMs + offsetMinutes * 60_000).toISOString().replace(/(\.000)?Z$/, '');
  const minutes = Math.abs(offsetMinutes);
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${wall}${offsetMinutes < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

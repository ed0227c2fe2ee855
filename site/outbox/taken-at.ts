/** When a picture was taken: as the camera wrote, else the moment of capture, with a wrong clock corrected where it can be. */
import type { ExifTime } from './read-exif.ts';
import type { CaptureTime } from './stored-entry.ts';

/** A picture this young, by the phone's own clock, was taken for this capture. */
const FRESH_MS = 10 * 60_000;
/** Below this the phone's clock counts as right. */
const TOLERATED_SKEW_MS = 2 * 60_000;

export interface PhoneTime {
  readonly nowMs: number;
  /** Minutes east of UTC that the phone kept at `ms`. */
  offsetMinutesAt(ms: number): number;
}

/** @param lastModifiedMs of the file, Unix ms: what a library picture without EXIF still tells. */
export function chooseTakenAt(exif: ExifTime | null, lastModifiedMs: number, phone: PhoneTime): CaptureTime {
  const isOld = lastModifiedMs > 0 && phone.nowMs - lastModifiedMs > FRESH_MS;
  const fallbackMs = isOld ? lastModifiedMs : phone.nowMs;
  const asUtcMs = exif ? Date.parse(`${exif.local}Z`) : Number.NaN;
  const offsetMinutes = exif?.offsetMinutes ?? phone.offsetMinutesAt(exif ? asUtcMs : fallbackMs);
  const ms = exif ? asUtcMs - offsetMinutes * 60_000 : fallbackMs;
  return { ms, offsetMinutes, atCapture: Math.abs(phone.nowMs - ms) <= FRESH_MS };
}

/** Formats as ISO 8601 with offset; `skewMs` (server minus phone) corrects what was taken at capture. */
export function formatTakenAt({ ms, offsetMinutes, atCapture }: CaptureTime, skewMs: number): string {
  const correction = atCapture && Math.abs(skewMs) > TOLERATED_SKEW_MS ? skewMs : 0;
  const wall = new Date(ms + correction + offsetMinutes * 60_000).toISOString().slice(0, 19);
  const minutes = Math.abs(offsetMinutes);
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${wall}${offsetMinutes < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

/** When a picture was taken: as the camera wrote, else as the file says, else the moment of capture. */
import type { ExifTime } from './read-exif.ts';
import type { CaptureTime } from './stored-entry.ts';

/** A picture this young, by the phone's own clock, was taken for this capture. */
const FRESH_MS = 10 * 60_000;
/** No file of a photo is older: its clock was never set. */
const EARLIEST_MS = Date.UTC(1990);

export interface PhoneTime {
  readonly nowMs: number;
  /** Minutes east of UTC that the phone kept at `ms`. */
  offsetMinutesAt(ms: number): number;
  /** Unix ms of a local time of the phone's own zone. */
  toMs(local: string): number;
}

/** @param lastModifiedMs of the file, Unix ms: what a library picture without EXIF still tells. */
export function chooseTakenAt(exif: ExifTime | null, lastModifiedMs: number, phone: PhoneTime): CaptureTime {
  const isOld = lastModifiedMs > EARLIEST_MS && phone.nowMs - lastModifiedMs > FRESH_MS;
  let ms = isOld ? lastModifiedMs : phone.nowMs;
  if (exif) {
    const { local, offsetMinutes } = exif;
    ms = offsetMinutes === null ? phone.toMs(local) : Date.parse(`${local}Z`) - offsetMinutes * 60_000;
  }
  const offsetMinutes = exif?.offsetMinutes ?? phone.offsetMinutesAt(ms);
  return { ms, offsetMinutes, atCapture: Math.abs(phone.nowMs - ms) <= FRESH_MS };
}

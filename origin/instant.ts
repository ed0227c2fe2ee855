/** When a picture can have been taken: edge and pipeline judge it alike, and so does the phone (site/outbox/camera-time.ts). */

/** Offsets lie within 14 h of UTC. */
const INSTANT = /^(.{16}(?::..)?)(?:\.\d{1,9})?(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))$/;
/** 1970, 1980 and year 1 are what a clock says that was never set. */
const FIRST_YEAR = '1990';

/** Tells whether `value` is a time of the calendar, ISO 8601 with its offset, that a camera can have meant. */
export function isInstant(value: string): boolean {
  const [, local = ''] = INSTANT.exec(value) ?? [];
  const date = new Date(`${local}Z`);
  // Date takes 31 February for 3 March, and NaN has no ISO form.
  return local >= FIRST_YEAR && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(local);
}

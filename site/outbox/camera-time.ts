/**
 * When a picture can have been taken, as the edge judges it (`isInstant`, origin/instant.ts; a test holds both together). A file
 * of its own, because what edge/api.ts has is on the way to the first capture.
 */
const TIME = /^(.{16}(?::..)?)(?:\.\d+)?(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))$/;

/** Tells whether `value` is a time of the calendar since 1990, ISO 8601 with an offset within 14 h of UTC. */
export function isCameraTime(value: string): boolean {
  const [, local = ''] = TIME.exec(value) ?? [];
  const ms = Date.parse(`${local}Z`);
  return local > '1990' && ms > 0 && new Date(ms).toISOString().startsWith(local);
}

/** Days and hours where the work is done: what a calendar there says, and the instant that is meant. */

/** The day there, `2026-12-01`, so many days after the one that `at` is in. */
export function toDayIn(timeZone: string, at: Date, daysLater = 0): string {
  const { year, month, day } = toPartsIn(timeZone, at);
  return new Date(Date.UTC(year, month - 1, day + daysLater)).toISOString().slice(0, 10);
}

/**
 * When it is `time` (`08:00`) on that day there; ISO 8601, UTC. Of an hour that comes twice when the clocks go back it is the second; one
 * that they leave out is as much later as they are put forward.
 */
export function toInstantIn(timeZone: string, day: string, time: string): string {
  const asUtc = Date.parse(`${day}T${time}:00Z`);
  const near = asUtc - readOffsetMs(timeZone, asUtc);
  // The clocks may have been changed between the two.
  return new Date(asUtc - readOffsetMs(timeZone, near)).toISOString();
}

/** How far the clocks there are before UTC at that instant. */
function readOffsetMs(timeZone: string, atMs: number): number {
  const { year, month, day, hour, minute } = toPartsIn(timeZone, new Date(atMs));
  return Date.UTC(year, month - 1, day, hour, minute) - atMs;
}

function toPartsIn(timeZone: string, at: Date) {
  const numbers = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
  const format = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...numbers });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type as string, Number(value)]));
  const part = (name: keyof typeof numbers) => parts.get(name) ?? 0;
  return { year: part('year'), month: part('month'), day: part('day'), hour: part('hour'), minute: part('minute') };
}

/** Days and hours where the work is done: what a calendar there says, and the instant that is meant. */

/** The day there, `2026-12-01`, so many days after the one that `at` is in. */
export function toDayIn(timeZone: string, at: Date, daysLater = 0): string {
  const { year, month, day } = toPartsIn(timeZone, at);
  return new Date(Date.UTC(year, month - 1, day + daysLater)).toISOString().slice(0, 10);
}

/** When it is `time` (`08:00`) on that day there; ISO 8601, UTC. */
export function toInstantIn(timeZone: string, day: string, time: string): string {
  const asUtc = Date.parse(`${day}T${time}:00Z`);
  const { year, month, day: date, hour, minute } = toPartsIn(timeZone, new Date(asUtc));
  const offsetMs = Date.UTC(year, month - 1, date, hour, minute) - asUtc;
  return new Date(asUtc - offsetMs).toISOString();
}

function toPartsIn(timeZone: string, at: Date) {
  const numbers = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
  const format = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...numbers });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type as string, Number(value)]));
  const part = (name: keyof typeof numbers) => parts.get(name) ?? 0;
  return { year: part('year'), month: part('month'), day: part('day'), hour: part('hour'), minute: part('minute') };
}

/** Which seeds are run, and what is said of them afterwards. */
import type { SceneResult } from './chaos-scene.ts';

/**
 * Reads `7`, `1-50` or `3,8,20-25`; nothing is none.
 * @throws {RangeError} when it reads otherwise
 */
export function parseSeeds(text: string): readonly number[] {
  if (text === '') return [];
  return text.split(',').flatMap((part) => {
    const [, from, to = from] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part) ?? [];
    const first = Number(from);
    const last = Number(to);
    if (Number.isNaN(first) || last < first) throw new RangeError(`seeds read like 7, 1-50 or 3,8,20-25, not ${text}`);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

export function formatSummary(days: readonly SceneResult[]): string {
  const [only] = days;
  if (!only) return 'no bad day came to its end';
  const format = (seconds: number) => `${seconds.toFixed(1)} s`;
  if (days.length === 1) {
    return `seed ${only.seed}: all in the job ${format(only.afterStormSeconds)} after a storm of ${format(only.stormSeconds)}`;
  }
  const sorted = [...days].sort((a, b) => a.afterStormSeconds - b.afterStormSeconds);
  const median = sorted[Math.floor(sorted.length / 2)] ?? only;
  const worst = sorted.at(-1) ?? only;
  return `${days.length} seeds, after the storm: median ${format(median.afterStormSeconds)}, worst ${format(worst.afterStormSeconds)} (seed ${worst.seed})`;
}

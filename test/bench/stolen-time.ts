/** How much of a virtual machine's processor time its host gave to others: by Linux's own count, proc(5), /proc/stat. */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** Begins to watch; what it returns tells the share since then, 0 to 1, or null where the system keeps no count. */
export function watchStolenTime(): () => number | null {
  const before = readTicks();
  return () => {
    const after = readTicks();
    if (!before || !after) return null;
    const total = after.total - before.total;
    return total === 0 ? 0 : (after.stolen - before.stolen) / total;
  };
}

/** In one line: the machine, `what` else it was measured with, and the share of its time that its host took. */
export function formatMachine(stolen: number | null, what: readonly string[] = []): string {
  const parts = [cpus()[0]?.model ?? 'unknown CPU', `${cpus().length} cores`, ...what];
  return `${parts.join(', ')}; taken by the host: ${stolen === null ? 'unknown' : `${(stolen * 100).toFixed(1)} %`}`;
}

const COLUMN_OF_STEAL = 7;

function readTicks(): { readonly total: number; readonly stolen: number } | null {
  try {
    const [first = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
    const ticks = first.split(/\s+/).slice(1).map(Number);
    return { total: ticks.reduce((sum, count) => sum + count, 0), stolen: ticks[COLUMN_OF_STEAL] ?? 0 };
  } catch {
    return null;
  }
}

/** How wrong the phone's clock is, by the server's; outlives a reload. */
import type { KeyValueStore } from './key-value-store.ts';

export interface ClockSkew {
  /** Server's clock minus the phone's; 0 before any response. */
  ms(): number;
  /** Null before any response. */
  knownMs(): number | null;
  note(serverMs: number, phoneMs: number): void;
}

const SKEW = 'skew';
/** `Date` counts whole seconds and the response took its time: less than this is no change. */
const SAME_MS = 3000;

export async function openClockSkew(keyValues: KeyValueStore): Promise<ClockSkew> {
  const kept = await keyValues.read(SKEW);
  let skewMs = typeof kept === 'number' ? kept : null;
  return {
    ms: () => skewMs ?? 0,
    knownMs: () => skewMs,
    note(serverMs, phoneMs) {
      const next = serverMs - phoneMs;
      if (skewMs !== null && Math.abs(next - skewMs) < SAME_MS) return;
      skewMs = next;
      void keyValues.write(SKEW, next).catch(() => undefined);
    },
  };
}

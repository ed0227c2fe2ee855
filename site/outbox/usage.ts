/** Two numbers that outlive a reload: how wrong the phone's clock is, and how many bytes its photos have cost. */
import type { KeyValueStore } from './key-value-store.ts';

export interface Usage {
  /** Server's clock minus the phone's, ms; 0 before any answer. */
  skewMs(): number;
  knownSkewMs(): number | null;
  noteServerDate(serverMs: number, phoneMs: number): void;
  dataUsedBytes(): number;
  noteBytesSent(bytes: number): void;
  /** Takes over what the tab that was sending has counted. */
  adoptDataUsed(bytes: number): void;
}

const SKEW = 'skew';
const DATA_USED = 'data-used';
/** `Date` counts whole seconds and the answer took its time: less than this is no change. */
const SAME_MS = 3000;
const WRITE_EVERY_MS = 2000;

export async function createUsage(keyValues: KeyValueStore): Promise<Usage> {
  let skew = toNumber(await keyValues.read(SKEW));
  let dataUsed = toNumber(await keyValues.read(DATA_USED)) ?? 0;
  let isWriteDue = false;
  const write = () => {
    isWriteDue = false;
    void keyValues.write(DATA_USED, dataUsed).catch(() => undefined);
  };
  return {
    skewMs: () => skew ?? 0,
    knownSkewMs: () => skew,
    noteServerDate(serverMs, phoneMs) {
      const next = serverMs - phoneMs;
      if (skew !== null && Math.abs(next - skew) < SAME_MS) return;
      skew = next;
      void keyValues.write(SKEW, next).catch(() => undefined);
    },
    dataUsedBytes: () => dataUsed,
    adoptDataUsed(bytes) {
      dataUsed = Math.max(dataUsed, bytes);
    },
    noteBytesSent(bytes) {
      dataUsed += bytes;
      if (!isWriteDue) setTimeout(write, WRITE_EVERY_MS);
      isWriteDue = true;
    },
  };
}

function toNumber(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

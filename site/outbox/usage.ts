/** How many bytes this phone's photos have cost; outlives a reload. */
import type { KeyValueStore } from './key-value-store.ts';

export interface Usage {
  bytes(): number;
  noteSent(bytes: number): void;
  /** Takes over what the tab that is sending has counted. */
  adopt(bytes: number): void;
}

const DATA_USED = 'data-used';
const WRITE_EVERY_MS = 2000;

export async function openUsage(keyValues: KeyValueStore): Promise<Usage> {
  let used = Number((await keyValues.read(DATA_USED)) ?? 0);
  let isWriteDue = false;
  const write = () => {
    isWriteDue = false;
    void keyValues.write(DATA_USED, used).catch(() => undefined);
  };
  return {
    bytes: () => used,
    adopt(bytes) {
      used = Math.max(used, bytes);
    },
    noteSent(bytes) {
      used += bytes;
      if (!isWriteDue) setTimeout(write, WRITE_EVERY_MS);
      isWriteDue = true;
    },
  };
}

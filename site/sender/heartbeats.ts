/**
 * How whoever waits for the send lock knows that its holder lives: it asks, and the holder answers. A page asleep answers
 * nobody; a hidden one does, though its timers may run only once a minute.
 */
import type { TabChannel } from './tab-channel.ts';

export interface Heartbeats {
  /** Asks whoever sends for one. */
  ask(): void;
  /** How many have come so far. */
  count(): number;
  /** Gives one to whoever asks, for as long as `work` lasts. */
  giveDuring(work: () => Promise<void>): Promise<void>;
}

export function createHeartbeats(channel: TabChannel): Heartbeats {
  let count = 0;
  let isSending = false;
  channel.listen(({ type }) => {
    if (type === 'heartbeat' || type === 'status') count += 1;
    if (type === 'heartbeat-wanted' && isSending) channel.post({ type: 'heartbeat' });
  });
  return {
    ask: () => channel.post({ type: 'heartbeat-wanted' }),
    count: () => count,
    async giveDuring(work) {
      isSending = true;
      await work().finally(() => {
        isSending = false;
      });
    },
  };
}

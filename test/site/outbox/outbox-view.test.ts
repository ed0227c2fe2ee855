import { describe, expect, it } from 'vitest';
import { createOutboxView } from '../../../site/outbox/outbox-view.ts';
import type { Pause } from '../../../site/outbox/send-status.ts';
import type { SessionState } from '../../../site/phone.ts';
import { NOW_MS, someEntry } from './some-entry.ts';

const STATES: readonly SessionState[] = ['signed-in', 'expired'];
const REASONS: readonly (Pause['reason'] | null)[] = ['sign-in', 'network', 'server', 'retry', 'wifi', null];

/** What the screen says of a photo that waits, while the sender, of this tab or another, has told `reason`. */
async function show(state: SessionState, reason: Pause['reason'] | null) {
  const view = createOutboxView({
    store: { listAll: async () => [someEntry()] },
    session: { state, user: { subject: 'worker', name: 'worker', roles: [] } },
    settings: () => ({ originals: 'never', sendLocation: false }),
    skewMs: () => 0,
    dataUsedBytes: () => 0,
  });
  view.refresh();
  await new Promise((resolve) => setImmediate(resolve));
  view.show({ status: { uploads: {}, pause: reason && { reason, endsAtMs: NOW_MS } } });
  const { paused, entries } = view.snapshot();
  return { paused, nextTryAtMs: entries[0]?.nextTryAtMs };
}

describe('createOutboxView', () => {
  it.each(STATES.flatMap((state) => REASONS.map((reason) => [state, reason] as const)))(
    'asks to sign in where the session is at its end, and only there: %s, sender says %s',
    async (state, reason) => {
      const { paused } = await show(state, reason);
      expect(paused === 'sign-in').toBe(state === 'expired');
    },
  );

  it.each(['network', 'server'] as const)('tells when the next try is, while %s stops all', async (reason) => {
    expect(await show('signed-in', reason)).toEqual({ paused: reason, nextTryAtMs: NOW_MS });
    expect(await show('expired', reason)).toEqual({ paused: 'sign-in', nextTryAtMs: null });
  });

  it.each(['retry', 'wifi'] as const)('says nothing where only some wait: %s', async (reason) => {
    expect(await show('signed-in', reason)).toEqual({ paused: null, nextTryAtMs: null });
  });
});

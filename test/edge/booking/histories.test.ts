import { describe, expect, it } from 'vitest';
import type { verifyStripeEvent } from '../../../edge/adapters/verify-stripe-event.ts';
import { readStripeEvent } from '../../../edge/core/booking-event.ts';
import { type History, runHistory } from './history.ts';

const HISTORIES = 10_000;

async function runMany(count: number, rules: Parameters<typeof runHistory>[1] = {}) {
  const totals: Record<string, number> = {};
  const wrong: string[] = [];
  for (let seed = 1; seed <= count; seed += 1) {
    const history: History = await runHistory(seed, rules);
    for (const [name, times] of Object.entries(history.counts)) totals[name] = (totals[name] ?? 0) + times;
    wrong.push(...history.wrong.map((each) => `seed ${seed}, ${each}`));
  }
  return { totals, wrong };
}

describe('10,000 histories of payments', () => {
  it('leave none paid without a job, none with a job unpaid, none paid twice or wrongly', async () => {
    const { totals, wrong } = await runMany(HISTORIES);
    for (const what of ['twice', 'lost', 'atOnce', 'crashed', 'forged', 'repaired']) {
      expect(totals[what], what).toBeGreaterThan(1_000);
    }
    expect(wrong.slice(0, 10)).toEqual([]);
  });
});

describe('attack: a webhook whose signature nobody checks', () => {
  it('is seen by the histories', async () => {
    const verify: typeof verifyStripeEvent = ({ raw }) => readStripeEvent(JSON.parse(Buffer.from(raw).toString()));
    const { wrong } = await runMany(300, { verify });
    expect(wrong.length).toBeGreaterThan(0);
  });
});

import { describe, expect, it } from 'vitest';
import { toAuditEntry } from '../../../edge/core/audit.ts';
import { createAuditBudget, DENIALS_PER_MINUTE } from '../../../edge/core/audit-budget.ts';
import type { EdgeRequest } from '../../../edge/core/exchange.ts';
import type { AuditAction } from '../../../origin/audit-log.ts';
import { NOW } from '../issuer.ts';

const event = (action: AuditAction, jobId: string, requestId = 'r-1', now = NOW, subject = 'worker-1') => {
  const request = { requestId, from: { country: null, address: null } } as EdgeRequest;
  return toAuditEntry({ action, jobId, actor: { subject, name: null } }, request, now);
};
const later = (ms: number) => new Date(NOW.getTime() + ms);

describe('createAuditBudget', () => {
  it('lets an event through once: reading again within the hour is the same event', () => {
    const budget = createAuditBudget();
    expect(budget.take(event('album-read', 'j-1', 'r-1'), NOW.getTime())).toBe(true);
    expect(budget.take(event('album-read', 'j-1', 'r-2', later(39 * 60_000)), NOW.getTime())).toBe(false);
    expect(budget.take(event('album-read', 'j-1', 'r-3', later(40 * 60_000)), NOW.getTime())).toBe(true);
    expect(budget.take(event('album-read', 'j-2'), NOW.getTime())).toBe(true);
  });

  it('lets every issue of tickets through', () => {
    const budget = createAuditBudget();
    const taken = ['r-1', 'r-2', 'r-3'].map((id) => budget.take(event('tickets-issued', 'j-1', id), NOW.getTime()));
    expect(taken).toEqual([true, true, true]);
  });

  it('lets an event through again that could not be written', () => {
    const budget = createAuditBudget();
    budget.take(event('album-read', 'j-1'), NOW.getTime());
    budget.forget(event('album-read', 'j-1'));
    expect(budget.take(event('album-read', 'j-1'), NOW.getTime())).toBe(true);
  });

  it('forgets the oldest, not the newest', () => {
    const budget = createAuditBudget();
    for (let job = 0; job <= 1_000; job += 1) budget.take(event('album-read', `j-${job}`), NOW.getTime());
    expect(budget.take(event('album-read', 'j-1000'), NOW.getTime())).toBe(false);
    expect(budget.take(event('album-read', 'j-0'), NOW.getTime())).toBe(true);
  });
});

describe('attack: denials for invented jobs', () => {
  it(`writes ${DENIALS_PER_MINUTE} a minute, and goes on in the next`, () => {
    const budget = createAuditBudget();
    const storm = (now: Date) =>
      Array.from({ length: 500 }, (_, job) => budget.take(event('denied', `j-${job}`, 'r', now), now.getTime()));
    expect(storm(NOW).filter(Boolean)).toHaveLength(DENIALS_PER_MINUTE);
    expect(storm(later(59_999)).filter(Boolean)).toHaveLength(0);
    expect(storm(later(60_000)).filter(Boolean)).toHaveLength(DENIALS_PER_MINUTE);
    expect(budget.take(event('tickets-issued', 'j-1'), NOW.getTime())).toBe(true);
  });

  it('hides nothing that another is refused in the same minute', () => {
    const budget = createAuditBudget();
    const storm = (subject: string) =>
      Array.from({ length: 500 }, (_, job) =>
        budget.take(event('denied', `j-${job}`, 'r', NOW, subject), NOW.getTime()),
      );
    storm('worker-1');
    expect(storm('worker-2').filter(Boolean)).toHaveLength(DENIALS_PER_MINUTE);
  });
});

import { describe, expect, it } from 'vitest';
import { parseScheduleExpression } from '../../../../../infra/local/aws/events/schedule-expression.ts';

/** A Monday. */
const MONDAY = Date.parse('2026-11-30T10:00:30Z');

describe('parseScheduleExpression', () => {
  it.each([
    ['rate(1 minute)', '2026-11-30T10:01:30Z'],
    ['rate(5 minutes)', '2026-11-30T10:05:30Z'],
    ['rate(1 hour)', '2026-11-30T11:00:30Z'],
    ['rate(30 days)', '2026-12-30T10:00:30Z'],
    ['cron(* * * * ? *)', '2026-11-30T10:01:00Z'],
    ['cron(0 10 * * ? *)', '2026-12-01T10:00:00Z'],
    ['cron(0 20 * * ? *)', '2026-11-30T20:00:00Z'],
    ['cron(0/15 * * * ? *)', '2026-11-30T10:15:00Z'],
    ['cron(5,35 8-17/3 ? * MON-FRI *)', '2026-11-30T11:05:00Z'],
    ['cron(0 0 ? * SUN *)', '2026-12-06T00:00:00Z'],
    ['cron(0 0 ? * 7 *)', '2026-12-05T00:00:00Z'],
    ['cron(0 8 1 JAN,jul ? *)', '2027-01-01T08:00:00Z'],
    ['cron(0 0 29 2 ? *)', '2028-02-29T00:00:00Z'],
    ['cron(0 0 1 1 ? 2031)', '2031-01-01T00:00:00Z'],
  ])('%s is due at %s', (expression, due) => {
    const next = parseScheduleExpression(expression).next(MONDAY);
    expect(next).toBe(Date.parse(due));
  });

  it('is due again a period later, or at the next such minute', () => {
    const due = (expression: string) => {
      const schedule = parseScheduleExpression(expression);
      return schedule.next(schedule.next(MONDAY) ?? 0);
    };
    expect(due('rate(2 hours)')).toBe(MONDAY + 4 * 3_600_000);
    expect(due('cron(0/15 * * * ? *)')).toBe(Date.parse('2026-11-30T10:30:00Z'));
  });

  it.each(['cron(0 0 1 1 ? 2025)', 'cron(0 0 30 2 ? *)'])('%s is never due', (expression) => {
    expect(parseScheduleExpression(expression).next(MONDAY)).toBeNull();
  });

  it.each([
    'at(2026-12-01T00:00:00)',
    'rate(1 minutes)',
    'rate(2 minute)',
    'rate(0 minutes)',
    'rate(30 seconds)',
    'rate(1.5 hours)',
    ' rate(1 hour)',
    'cron(0 10 * * ?)',
    'cron(0 10 * * * *)',
    'cron(0 10 ? * ? *)',
    'cron(60 10 * * ? *)',
    'cron(0 24 * * ? *)',
    'cron(0 0 ? * 0 *)',
    'cron(0 0 5-1 * ? *)',
    'cron(*/0 * * * ? *)',
    'cron(0 0 ? 13 * *)',
    'cron(0 0 ? FOO * *)',
    // Known to EventBridge, and not imitated.
    'cron(0 0 L * ? *)',
    'cron(0 0 3W * ? *)',
    'cron(0 0 ? * 6#3 *)',
    'cron(0 0 ? * 5L *)',
  ])('refuses %s', (expression) => {
    expect(() => parseScheduleExpression(expression)).toThrow(expect.objectContaining({ name: 'ScheduleError' }));
  });
});

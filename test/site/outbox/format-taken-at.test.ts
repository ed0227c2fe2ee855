import { describe, expect, it } from 'vitest';
import { formatTakenAt } from '../../../site/outbox/format-taken-at.ts';
import { NOW_MS } from './some-entry.ts';

describe('formatTakenAt', () => {
  const taken = { ms: NOW_MS, offsetMinutes: -330, atCapture: true };

  it('writes ISO 8601 with offset', () => {
    expect(formatTakenAt(taken, 0)).toBe('2026-11-22T06:30:00-05:30');
  });

  it.each([
    [120_000, '2026-11-22T06:30:00-05:30'],
    [120_001, '2026-11-22T06:32:00-05:30'],
    [-86_400_000, '2026-11-21T06:30:00-05:30'],
  ])('with a server %i ms ahead writes %s', (skewMs, text) => {
    expect(formatTakenAt(taken, skewMs)).toBe(text);
  });

  it('keeps parts of a second, but for a time that was corrected', () => {
    expect(formatTakenAt({ ...taken, ms: NOW_MS + 45 }, 0)).toBe('2026-11-22T06:30:00.045-05:30');
    expect(formatTakenAt({ ...taken, ms: NOW_MS + 45 }, 120_001)).toBe('2026-11-22T06:32:00-05:30');
  });

  it('does not correct what was taken long before', () => {
    expect(formatTakenAt({ ...taken, atCapture: false }, 86_400_000)).toBe('2026-11-22T06:30:00-05:30');
  });
});

import { describe, expect, it } from 'vitest';
import { chooseTakenAt, formatTakenAt } from '../../../site/outbox/taken-at.ts';
import { NOW_MS } from './some-entry.ts';

const phone = { nowMs: NOW_MS, offsetMinutesAt: () => 60 };
const MINUTE = 60_000;

describe('chooseTakenAt', () => {
  it('takes the camera\u2019s word, with its own offset', () => {
    const taken = chooseTakenAt({ local: '2026-11-01T08:00:00', offsetMinutes: -300 }, NOW_MS, phone);
    expect(taken).toEqual({ ms: Date.parse('2026-11-01T13:00:00Z'), offsetMinutes: -300, atCapture: false });
  });

  it('takes the phone\u2019s offset where the camera gave none', () => {
    const taken = chooseTakenAt({ local: '2026-11-22T12:59:00', offsetMinutes: null }, NOW_MS, phone);
    expect(taken).toEqual({ ms: NOW_MS - MINUTE, offsetMinutes: 60, atCapture: true });
  });

  it.each([
    [10 * MINUTE, NOW_MS],
    [10 * MINUTE + 1, NOW_MS - 10 * MINUTE - 1],
  ])('without EXIF, of a file %i ms old, is %i', (age, ms) => {
    expect(chooseTakenAt(null, NOW_MS - age, phone).ms).toBe(ms);
  });
});

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

  it('does not correct what was taken long before', () => {
    expect(formatTakenAt({ ...taken, atCapture: false }, 86_400_000)).toBe('2026-11-22T06:30:00-05:30');
  });
});

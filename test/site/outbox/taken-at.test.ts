import { describe, expect, it } from 'vitest';
import { formatTakenAt } from '../../../site/outbox/format-taken-at.ts';
import { chooseTakenAt } from '../../../site/outbox/taken-at.ts';
import { NOW_MS } from './some-entry.ts';

const phone = {
  nowMs: NOW_MS,
  offsetMinutesAt: () => 60,
  toMs: (local: string) => Date.parse(`${local}+01:00`),
};
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

  // IANA: daylight saving time in America/New_York from 2026-03-08 02:00 to 2026-11-01 02:00. What is said twice is the first.
  it.each([
    ['2026-03-08T01:59:59', '-05:00'],
    ['2026-03-08T05:30:00', '-04:00'],
    ['2026-11-01T00:30:00', '-04:00'],
    ['2026-11-01T01:30:00', '-04:00'],
    ['2026-11-01T05:30:00', '-05:00'],
  ])('on the day of the change, %s of no zone is %s in New York', (local, offset) => {
    const before = process.env.TZ;
    process.env.TZ = 'America/New_York';
    try {
      const there = { ...phone, offsetMinutesAt: (ms: number) => -new Date(ms).getTimezoneOffset(), toMs: Date.parse };
      expect(formatTakenAt(chooseTakenAt({ local, offsetMinutes: null }, 0, there), 0)).toBe(local + offset);
    } finally {
      process.env.TZ = before;
    }
  });

  it('takes no word of a file from before there were cameras', () => {
    expect(chooseTakenAt(null, Date.parse('1980-01-01T00:00:00Z'), phone).ms).toBe(NOW_MS);
  });

  it.each([
    [10 * MINUTE, NOW_MS],
    [10 * MINUTE + 1, NOW_MS - 10 * MINUTE - 1],
  ])('without EXIF, of a file %i ms old, is %i', (age, ms) => {
    expect(chooseTakenAt(null, NOW_MS - age, phone).ms).toBe(ms);
  });
});

import { describe, expect, it } from 'vitest';
import { formatAgo, formatBytes, formatList, formatProgress } from '../../../site/i18n/format.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('formatBytes', () => {
  it.each([
    [0, '0 kB'],
    [499, '0 kB'],
    [412_345, '412 kB'],
    [999_499, '999 kB'],
    [999_500, '1 MB'],
    [4_230_000, '4.2 MB'],
    [48_000_000, '48 MB'],
    [1_500_000_000, '1.5 GB'],
    [2_400_000_000_000, '2,400 GB'],
  ])('%d B is %s', (bytes, text) => {
    expect(formatBytes(bytes, 'en')).toBe(text);
  });
});

describe('formatProgress', () => {
  it.each([
    [0, '0%'],
    [0.429, '42%'],
    [0.999, '99%'],
    [1, '99%'],
    [7, '99%'],
    [-1, '0%'],
  ])('%d is %s: never whole before the store has answered', (share, text) => {
    expect(formatProgress(share, 'en')).toBe(text);
  });
});

describe('formatAgo', () => {
  it.each([
    [0, 'now'],
    [MINUTE - 1, 'now'],
    [MINUTE, '1 min. ago'],
    [HOUR - 1, '59 min. ago'],
    [HOUR, '1 hr. ago'],
    [DAY - 1, '23 hr. ago'],
    [DAY, 'yesterday'],
    [7 * DAY - 1, '6 days ago'],
    [-5 * MINUTE, 'now'],
  ])('%d ms ago is %s', (agoMs, text) => {
    expect(formatAgo(NOW - agoMs, NOW, 'en')).toBe(text);
  });

  it('names the day after a week', () => {
    expect(formatAgo(NOW - 7 * DAY, NOW, 'en')).toMatch(/Nov 1[45], 2026/);
  });
});

describe('formatList', () => {
  it('joins as the language does', () => {
    expect(formatList(['Before', 'After'], 'en')).toBe('Before and After');
    expect(formatList(['Antes', 'Carga', 'Después'], 'es')).toBe('Antes, Carga y Después');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInstant } from '../../../origin/instant.ts';
import { isCameraTime } from '../../../site/outbox/camera-time.ts';

const KNOWN: [string, boolean][] = [
  ['1990-01-01T00:00:00Z', true],
  ['1989-12-31T23:59:59Z', false],
  ['1970-01-01T00:00:00Z', false],
  ['0001-01-01T00:00:00Z', false],
  ['2026-05-01T10:00+14:00', true],
  ['2026-05-01T10:00:00.123-13:59', true],
  ['2026-05-01T10:00:00+14:01', false],
  ['2026-05-01T10:00:00+24:00', false],
  ['2026-05-01T10:00:00+99:99', false],
  ['2026-02-28T10:00:00Z', true],
  ['2026-02-31T10:00:00Z', false],
  ['2026-05-01T24:00:00Z', false],
  ['2026-05-01T10:00:60Z', false],
  ['2026-05-01T10:00:00', false],
  ['+010000-05-01T10:00Z', false],
  ['May 1, 2026 10:00Z', false],
  ['', false],
];

describe.each([
  ['the phone', isCameraTime],
  ['edge and pipeline', isInstant],
])('a time, as %s judges it', (_, judge) => {
  it.each(KNOWN)('%j: %s', (value, expected) => {
    expect(judge(value)).toBe(expected);
  });
});

describe('phone, edge and pipeline', () => {
  it('agree on every time', () => {
    const two = fc.nat(99).map((value) => String(value).padStart(2, '0'));
    const year = fc.constantFrom('0000', '0001', '1970', '1989', '1990', '2000', '2026', '9999');
    const offset = fc.oneof(fc.constantFrom('Z', ''), fc.tuple(fc.constantFrom('+', '-'), two, fc.constant(':'), two));
    const time = fc.tuple(year, two, two, two, two, two, fc.constantFrom('', '.5', '.123456'), offset).map((parts) => {
      const [years, month, day, hour, minute, second, fraction, zone] = parts;
      return `${years}-${month}-${day}T${hour}:${minute}:${second}${fraction}${[...zone].join('')}`;
    });
    fc.assert(
      fc.property(fc.oneof(time, fc.string()), (value) => {
        expect(isCameraTime(value)).toBe(isInstant(value));
      }),
      { numRuns: 2000 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { toDayIn, toInstantIn } from '../../../edge/adapters/zoned-time.ts';

describe('toInstantIn', () => {
  it.each([
    // The clocks go forward at 02:00 there, and back at 02:00.
    ['America/Los_Angeles', '2027-03-13', '08:00', '2027-03-13T16:00:00.000Z'],
    ['America/Los_Angeles', '2027-03-14', '08:00', '2027-03-14T15:00:00.000Z'],
    ['America/Los_Angeles', '2027-03-14', '00:30', '2027-03-14T08:30:00.000Z'],
    ['America/Los_Angeles', '2026-10-31', '17:00', '2026-11-01T00:00:00.000Z'],
    ['America/Los_Angeles', '2026-11-01', '08:00', '2026-11-01T16:00:00.000Z'],
    ['America/Los_Angeles', '2026-11-01', '00:30', '2026-11-01T07:30:00.000Z'],
    ['America/New_York', '2027-03-14', '08:00', '2027-03-14T12:00:00.000Z'],
    ['America/New_York', '2026-11-01', '17:00', '2026-11-01T22:00:00.000Z'],
    ['Europe/Madrid', '2027-03-28', '03:00', '2027-03-28T01:00:00.000Z'],
    ['Australia/Lord_Howe', '2026-10-04', '08:00', '2026-10-03T21:00:00.000Z'],
    ['Pacific/Honolulu', '2026-12-01', '23:59', '2026-12-02T09:59:00.000Z'],
  ])('in %s on %s at %s it is %s', (zone, day, time, instant) => {
    expect(toInstantIn(zone, day, time)).toBe(instant);
  });

  it.each([
    ['America/Los_Angeles', '2026-11-01'],
    ['America/Los_Angeles', '2027-03-14'],
    ['Europe/Madrid', '2027-03-28'],
    ['Australia/Sydney', '2026-10-04'],
  ])('gives back the clock’s own words on each half hour about the change of clocks in %s on %s', (zone, change) => {
    const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
    const wrong: string[] = [];
    const atChange = Date.parse(change);
    for (let atMs = atChange - 86_400_000; atMs < atChange + 2 * 86_400_000; atMs += 1_800_000) {
      const [day = '', time = ''] = clock.format(atMs).split(' ');
      if (clock.format(new Date(toInstantIn(zone, day, time))) !== `${day} ${time}`) wrong.push(`${day} ${time}`);
    }
    expect(wrong).toEqual([]);
  });
});

describe('toDayIn', () => {
  it('counts days, not hours: the day on which the clocks change is one, too', () => {
    const lateInLosAngeles = new Date('2027-03-14T06:30:00Z');
    expect([0, 1, 2].map((later) => toDayIn('America/Los_Angeles', lateInLosAngeles, later))).toEqual([
      '2027-03-13',
      '2027-03-14',
      '2027-03-15',
    ]);
  });
});

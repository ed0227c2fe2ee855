import { describe, expect, it } from 'vitest';
import { listBookingLimits } from '../../../edge/core/booking-limit.ts';

const NOW = new Date('2026-11-30T09:40:00Z');
const SALT = 's'.repeat(32);
const keyOf = (address: string | null, now = NOW, salt = SALT) => listBookingLimits(address, salt, now)[0]?.key;

describe('listBookingLimits', () => {
  it('lets one network ask 20 times an hour, and all together 600 times', () => {
    const [one, all] = listBookingLimits('203.0.113.7', SALT, NOW);
    expect([one?.most, all?.most, all?.key]).toEqual([20, 600, { pk: 'LIMIT#all', sk: '2026-11-30T09' }]);
    expect(one?.expires_at).toBe(NOW.getTime() / 1000 + 2 * 3600);
  });

  it('counts anew in the next hour', () => {
    expect(keyOf('203.0.113.7', new Date('2026-11-30T09:59:59Z'))).toEqual(keyOf('203.0.113.7'));
    expect(keyOf('203.0.113.7', new Date('2026-11-30T10:00:00Z'))).not.toEqual(keyOf('203.0.113.7'));
  });

  it('keeps nothing by which an address could be found again: another salt or another day gives another hash', () => {
    const { pk = '' } = keyOf('203.0.113.7') ?? {};
    expect(pk).toMatch(/^LIMIT#[\w-]{22}$/);
    expect(keyOf('203.0.113.7', NOW, 't'.repeat(32))?.pk).not.toBe(pk);
    expect(keyOf('203.0.113.7', new Date('2026-12-01T09:40:00Z'))?.pk).not.toBe(pk);
  });
});

describe('attack: many addresses of one’s own', () => {
  it.each([
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', true],
    ['2001:db8:1:2::1', '2001:db8:1:2:0:0:0:2', true],
    ['2001:db8::1', '2001:db8:0:0:1::', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['203.0.113.7', '203.0.113.8', false],
  ])('%s and %s are one: %s', (one, other, isOne) => {
    expect(keyOf(one)?.pk === keyOf(other)?.pk).toBe(isOne);
  });

  it('whose address nobody knows shares one count', () => {
    expect(keyOf(null)).toEqual(keyOf('unknown'));
  });
});

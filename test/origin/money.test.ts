import { describe, expect, it } from 'vitest';
import { formatCodedMoney, formatMoney } from '../../origin/money.ts';

/** [amount as Stripe counts it, its currency, how it is written]: docs.stripe.com/currencies. */
const AMOUNTS = [
  [12_500, 'usd', '125.00 USD'],
  [5, 'usd', '0.05 USD'],
  [12_500, 'jpy', '12500 JPY'],
  [500, 'krw', '500 KRW'],
  [5_120, 'kwd', '5.120 KWD'],
  // One that counts none of its hundredths any more, and is sent to Stripe in hundredths still.
  [500, 'isk', '5.00 ISK'],
  [500, 'ugx', '5.00 UGX'],
  [1_045, 'huf', '10.45 HUF'],
  [12_500, 'JPY', '12500 JPY'],
] as const;

describe('formatCodedMoney', () => {
  it.each(AMOUNTS)('writes %d of %s as %s', (amount, currency, written) => {
    expect(formatCodedMoney(amount, currency)).toBe(written);
  });
});

describe('formatMoney', () => {
  it.each(AMOUNTS)('writes %d of %s with the same digits in English and Spanish', (amount, currency, written) => {
    const [digits] = written.split(' ');
    for (const language of ['en', 'es'] as const) {
      const told = formatMoney(amount, currency, language);
      expect(told.replace(/[^\d.]/g, '')).toBe(digits);
    }
  });

  it('writes dollars as both languages do in the United States', () => {
    expect(formatMoney(123_456, 'usd', 'en')).toBe('$1,234.56');
    expect(formatMoney(123_456, 'usd', 'es')).toBe('$1,234.56');
  });
});

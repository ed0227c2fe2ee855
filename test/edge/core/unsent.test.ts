import { describe, expect, it } from 'vitest';
import type { EdgeRequest } from '../../../edge/core/exchange.ts';
import { parseUnsentSeconds } from '../../../edge/core/unsent.ts';

const parse = (...values: readonly string[]) =>
  parseUnsentSeconds({ headers: values.length > 0 ? { 'x-unsent-for': values } : {} } as unknown as EdgeRequest);

describe('parseUnsentSeconds', () => {
  it('reads what is over two hours', () => {
    expect(parse('7201')).toBe(7201);
    expect(parse('99999999')).toBe(99_999_999);
  });

  it('hears nothing in two hours, in less, and in silence', () => {
    expect([parse('7200'), parse('0'), parse()]).toEqual([null, null, null]);
  });
});

describe('attack: a header that is no number of seconds', () => {
  it.each([
    ['-9999'],
    ['1e9'],
    ['999999999'],
    ['9999.5'],
    ['Infinity'],
    ['0x99999'],
    [' 9999'],
    ['9999', '9999'],
    [''],
  ])('hears nothing in %j', (...values) => {
    expect(parse(...values)).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import type { EdgeRequest } from '../../../edge/core/exchange.ts';
import { MAX_UNSENT_SECONDS, mayHoldPhotos, parseUnsentSeconds } from '../../../edge/core/unsent.ts';

const parse = (...values: readonly string[]) =>
  parseUnsentSeconds({ headers: values.length > 0 ? { 'x-unsent-for': values } : {} } as unknown as EdgeRequest);

describe('parseUnsentSeconds', () => {
  it('reads what is over two hours', () => {
    expect(parse('7201')).toBe(7201);
    expect(parse('99999999')).toBe(MAX_UNSENT_SECONDS);
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

describe('attack: the owner’s alarm rung by whoever may sign in', () => {
  const person = { subject: 's', name: null, jobs: null } as const;

  it.each([
    ['a worker', ['worker'], null, true],
    ['a dispatcher', ['dispatcher'], null, true],
    ['a token for uploading alone', ['worker'], ['upload'], true],
    ['a customer', ['customer'], null, false],
    ['a token for looking alone', ['worker'], ['view'], false],
    ['nobody in particular', [], null, false],
  ] as const)('counts for who may hold photos: %s', (_, roles, scope, isCounted) => {
    expect(mayHoldPhotos({ ...person, roles, scope })).toBe(isCounted);
  });
});

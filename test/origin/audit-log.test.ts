import { describe, expect, it } from 'vitest';
import { type AuditAction, formatAuditKey, formatAuditTime } from '../../origin/audit-log.ts';

const keyOf = (action: AuditAction, at: string) => formatAuditKey('j-1', { action, at: new Date(at), id: 'x' }).sk;

describe('formatAuditKey', () => {
  it('lets what arrived stand after what was announced, though S3 dates it at the beginning of the second', () => {
    const announced = keyOf('tickets-issued', '2026-11-22T12:00:07.950Z');
    const stored = keyOf('stored', '2026-11-22T12:00:07Z');
    const verified = keyOf('verified', '2026-11-22T12:00:07Z');
    const edited = keyOf('edited', '2026-11-22T12:00:07.951Z');
    expect([edited, stored, verified, announced].sort()).toEqual([announced, stored, verified, edited]);
  });

  it('keeps the order of the clock otherwise', () => {
    const keys = ['07.000', '07.010', '07.900', '08.001'].map((time) => keyOf('edited', `2026-11-22T12:00:${time}Z`));
    expect(keys.toSorted()).toEqual(keys);
    expect(keyOf('stored', '2026-11-22T12:00:07Z') < keyOf('tickets-issued', '2026-11-22T12:00:08Z')).toBe(true);
  });
});

describe('formatAuditTime', () => {
  it('tells whole seconds', () => {
    expect(formatAuditTime(new Date('2026-11-22T12:00:07.999Z'))).toBe('2026-11-22T12:00:07.000Z');
  });
});

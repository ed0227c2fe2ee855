import { describe, expect, it } from 'vitest';
import { formatCsvRow, formatTextRow, toCells } from '../../../infra/operate/read-audit-log.ts';
import type { AuditRecord } from '../../../origin/audit-log.ts';

const entry: AuditRecord = {
  pk: 'JOB#j-1',
  sk: 'AUDIT#1',
  job_id: 'j-1',
  action: 'edited',
  at: '2026-11-22T12:00:00.000Z',
  actor: 'worker-1',
  actor_name: 'Wes',
  photo_ids: ['a', 'b'],
  count: 2,
  from: { country: 'DE', address: '203.0.113.7' },
  detail: { revision: 2, title: 'x' },
};

describe('toCells', () => {
  it('tells of an entry in the order of the columns', () => {
    expect(toCells(entry)).toEqual([
      '2026-11-22T12:00:00.000Z',
      'edited',
      'worker-1',
      'Wes',
      '2',
      'a b',
      'DE',
      '203.0.113.7',
      'revision=2 title=x',
    ]);
    expect(toCells({ ...entry, from: null, actor_name: null })[3]).toBe('');
    expect(toCells({ ...entry, from: null }).slice(6, 8)).toEqual(['', '']);
  });
});

describe('formatCsvRow', () => {
  it('quotes what RFC 4180 wants quoted', () => {
    expect(formatCsvRow(['a', 'b,c', 'say "hi"', 'two\nlines'])).toBe('a,"b,c","say ""hi""","two\nlines"');
  });
});

describe('attack: an audit log that steers its reader', () => {
  it.each(['=cmd()', '+1', '-1', '@x', '\tx', '\rx', '\nx', '=HYPERLINK("http://x","y")'])(
    'makes no formula of %j',
    (cell) => {
      expect(formatCsvRow([cell]).replace(/^"/, '')).toMatch(/^'/);
    },
  );

  it('sends no control character to a terminal', () => {
    expect(formatTextRow(['a\u001b[2J', 'b\u009b1m', 'c\nd'])).toBe('a[2J  b1m  cd');
  });
});

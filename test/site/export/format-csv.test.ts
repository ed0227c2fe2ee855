import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { formatCsv } from '../../../site/export/format-csv.ts';

const read = (text: string): string[][] => parse(text, { bom: true });

describe('formatCsv', () => {
  it('is read again as it was written, with quotes, commas and lines of their own', () => {
    const rows = [
      ['a "b"', 'c,d', 'e\r\nf', ''],
      ['Ñandú 🏠', '5', 'x', 'y'],
    ];
    expect(read(formatCsv(rows))).toEqual(rows);
    expect(read(formatCsv([[null, 1.5, -2]]))).toEqual([['', '1.5', '-2']]);
  });
});

describe('attack: a title that a spreadsheet runs', () => {
  it.each(['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', '\tx', '\r=1'])('makes %j a text', (title) => {
    expect(read(formatCsv([[title]]))[0]?.[0]).toBe(`'${title}`);
  });
});

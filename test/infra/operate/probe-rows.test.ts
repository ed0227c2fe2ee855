import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseProbeRows } from '../../../infra/operate/probes/probe-rows.ts';
import { PROBES } from '../../../infra/operate/probes/run-probes.ts';

const rows = parseProbeRows(readFileSync(new URL('../../../docs/probes.md', import.meta.url), 'utf8'));

describe('docs/probes.md', () => {
  it('numbers its rows one by one, each with what is expected and what to change', () => {
    expect(rows.map(({ number }) => number)).toEqual(rows.map((_, index) => index + 1));
    expect(rows.filter(({ expected, ifNot }) => expected === '' || ifNot === '')).toEqual([]);
  });

  it('has every row that a probe looks at', () => {
    const known = new Set(rows.map(({ number }) => number));
    expect(PROBES.flatMap((probe) => probe.rows).filter((row) => !known.has(row))).toEqual([]);
    expect(new Set(PROBES.map(({ name }) => name)).size).toBe(PROBES.length);
  });
});

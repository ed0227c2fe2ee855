import { describe, expect, it } from 'vitest';
import { judgeMemory, type MemorySample } from '../bench/load/judge-memory.ts';

/** A look every 250 requests; a wave as of garbage that is collected. */
function watch(requests: number, mibAt: (requests: number) => number): MemorySample[] {
  return Array.from({ length: requests / 250 }, (_, index) => {
    const sofar = (index + 1) * 250;
    return { requests: sofar, mib: mibAt(sofar) + (index % 4) * 8 };
  });
}

describe('judgeMemory', () => {
  it('calls flat what only wavers, whatever the first 5,000 requests took', () => {
    const { word, growth } = judgeMemory(watch(15_000, (requests) => 150 + Math.min(requests, 5000) / 50));
    expect([word, growth?.fromMib, growth?.toMib]).toEqual(['flat', 266, 266]);
  });

  it('sees a megabyte that leaks every twenty requests, and tells how fast', () => {
    const { word, growth } = judgeMemory(watch(15_000, (requests) => 200 + requests / 20));
    expect(word).toBe('grows');
    expect(growth?.mibPerThousand).toBeCloseTo(50, -1);
  });

  it('sees 3 MiB a thousand requests over 30,000, and lets 16 MiB pass', () => {
    expect(judgeMemory(watch(30_000, (requests) => 200 + requests / 333)).word).toBe('grows');
    expect(judgeMemory(watch(30_000, (requests) => 100 + requests / 1200)).word).toBe('flat');
  });

  it('judges nothing before 8,000 requests', () => {
    expect(judgeMemory(watch(7750, () => 200)).word).toBe('not judged');
    expect(judgeMemory(watch(8000, () => 200)).word).toBe('flat');
    expect(judgeMemory([])).toEqual({ word: 'not judged' });
  });
});

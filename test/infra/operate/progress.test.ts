import { describe, expect, it } from 'vitest';
import { createProgress, formatBar } from '../../../infra/operate/progress.ts';

describe('formatBar', () => {
  it.each([
    [0, 4, '░'.repeat(24), '0 %'],
    [2, 4, `${'█'.repeat(12)}${'░'.repeat(12)}`, '50 %'],
    [4, 4, '█'.repeat(24), '100 %'],
    [5, 4, '█'.repeat(24), '100 %'],
    [0, 0, '█'.repeat(24), '100 %'],
  ])('shows %i of %i', (done, total, bar, percent) => {
    expect(formatBar(done, total)).toContain(bar);
    expect(formatBar(done, total)).toContain(percent);
  });

  it('counts where the end is not known', () => {
    expect(formatBar(7, null)).toBe('7');
  });
});

describe('createProgress', () => {
  const draw = (isTTY: boolean) => {
    const written: string[] = [];
    const progress = createProgress({ isTTY, write: (text) => written.push(text) });
    progress.show(1, 2, 'a.jpg');
    progress.end();
    return written.join('');
  };

  it('redraws one line in a terminal and takes it away at the end', () => {
    const clearLine = '\r\u001b[K';
    expect(draw(true)).toBe(`${clearLine}${formatBar(1, 2)} a.jpg${clearLine}`);
  });

  it.each([
    [undefined, 79],
    [50, 49],
  ])('keeps to one line of a terminal of %s columns', (columns, length) => {
    const written: string[] = [];
    const write = (text: string) => written.push(text);
    createProgress({ isTTY: true, write, ...(columns ? { columns } : {}) }).show(1, 2, 'x'.repeat(300));
    expect(written.join('').replace('\r\u001b[K', '')).toHaveLength(length);
  });

  it('leaves no line in a log of what is soon done', () => {
    expect(draw(false)).toBe('');
  });

  it('leaves a line in a log every 10 s', () => {
    const written: string[] = [];
    let nowMs = 0;
    const progress = createProgress({ write: (text) => written.push(text) }, () => nowMs);
    for (const [atMs, done] of [
      [9_999, 1],
      [10_000, 2],
      [19_999, 3],
      [20_000, 4],
    ] as const) {
      nowMs = atMs;
      progress.show(done, done === 4 ? null : 9, 'a.jpg');
    }
    progress.end();
    expect(written).toEqual(['2/9 a.jpg\n', '4 a.jpg\n']);
  });
});

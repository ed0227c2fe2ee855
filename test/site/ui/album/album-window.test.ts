import { describe, expect, it } from 'vitest';
import { findSeenRows, layOut, MOST_UNWINDOWED, moveRows, toShift } from '../../../../site/ui/album/album-window.ts';

const GRID = { columns: 3, pitch: 120, top: 200 };

describe('findSeenRows', () => {
  it.each([
    [0, { from: 0, to: 5 }],
    [199, { from: 0, to: 7 }],
    [200 + 120, { from: 1, to: 8 }],
    [200 + 119, { from: 0, to: 8 }],
  ])('at a scroll of %i px', (scrollTop, rows) => {
    expect(findSeenRows(GRID, { scrollTop, height: 800 })).toEqual(rows);
  });
});

describe('moveRows', () => {
  it('takes a window more on either side, and stays as long as half of that is left', () => {
    const first = moveRows({ from: 20, to: 27 }, null);
    expect(first).toEqual({ from: 13, to: 34 });
    expect(moveRows({ from: 23, to: 30 }, first)).toBe(first);
    expect(moveRows({ from: 24, to: 31 }, first)).toEqual({ from: 17, to: 38 });
    expect(moveRows({ from: 0, to: 7 }, first)).toEqual({ from: 0, to: 14 });
  });

  it('gives up rows when much less is seen than before', () => {
    expect(moveRows({ from: 10, to: 12 }, { from: 0, to: 60 })).toEqual({ from: 8, to: 14 });
  });
});

describe('layOut', () => {
  it('has all tiles of a small album, and only the first of a large one that was not measured yet', () => {
    expect(layOut(MOST_UNWINDOWED, null, -1)).toEqual([{ kind: 'tiles', from: 0, to: MOST_UNWINDOWED }]);
    expect(layOut(10_000, null, -1)).toEqual([{ kind: 'tiles', from: 0, to: 48 }]);
  });

  it('has the rows of the window, and the space of all others', () => {
    expect(layOut(10_000, { from: 100, to: 120, columns: 3 }, -1)).toEqual([
      { kind: 'space', rows: 100 },
      { kind: 'tiles', from: 300, to: 360 },
      { kind: 'space', rows: 3334 - 120 },
    ]);
  });

  it('ends with the last tile where its row is not full', () => {
    expect(layOut(10_000, { from: 3330, to: 3400, columns: 3 }, -1).at(-1)).toEqual({
      kind: 'tiles',
      from: 9990,
      to: 10_000,
    });
  });

  it('keeps the row of the tile with the focus and those beside it, above the window, in it and below it', () => {
    const window = { from: 100, to: 120, columns: 3 };
    expect(layOut(1000, window, 31)).toEqual([
      { kind: 'space', rows: 9 },
      { kind: 'tiles', from: 27, to: 36 },
      { kind: 'space', rows: 88 },
      { kind: 'tiles', from: 300, to: 360 },
      { kind: 'space', rows: 334 - 120 },
    ]);
    expect(layOut(1000, window, 330)).toEqual(layOut(1000, window, -1));
    expect(layOut(1000, window, 359).slice(1)).toEqual([
      { kind: 'tiles', from: 300, to: 360 },
      { kind: 'tiles', from: 360, to: 363 },
      { kind: 'space', rows: 334 - 121 },
    ]);
    expect(layOut(1000, window, 999).slice(-2)).toEqual([
      { kind: 'space', rows: 332 - 120 },
      { kind: 'tiles', from: 996, to: 1000 },
    ]);
  });

  it('shows the end where the album has become shorter than the window', () => {
    expect(layOut(150, { from: 100, to: 120, columns: 3 }, -1).at(-1)).toEqual({ kind: 'tiles', from: 147, to: 150 });
  });
});

describe('toShift', () => {
  it('is what the anchor moves by when photos come before it, or when the columns change', () => {
    const before = { index: 301, columns: 3, pitch: 120 };
    expect(toShift(before, { ...before, index: 302 })).toBe(0);
    expect(toShift(before, { ...before, index: 303 })).toBe(120);
    expect(toShift(before, { index: 301, columns: 5, pitch: 170 })).toBe(60 * 170 - 100 * 120);
  });
});

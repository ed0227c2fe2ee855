import { describe, expect, it } from 'vitest';
import {
  findSeenRows,
  layOut,
  MOST_UNWINDOWED,
  moveRows,
  rowOf,
  tileAt,
  topOf,
  topOfTile,
  toRows,
} from '../../../../site/ui/album/album-window.ts';

const GRID = { pitch: 120, top: 200, heading: 0 };
const rowsOf = (total: number, sections: readonly number[] = []) => toRows(total, 3, sections);

describe('findSeenRows', () => {
  it.each([
    [0, { from: 0, to: 5 }],
    [199, { from: 0, to: 7 }],
    [200 + 120, { from: 1, to: 8 }],
    [200 + 119, { from: 0, to: 8 }],
  ])('at a scroll of %i px', (scrollTop, rows) => {
    expect(findSeenRows(rowsOf(10_000), GRID, { scrollTop, height: 800 })).toEqual(rows);
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
    expect(layOut(rowsOf(MOST_UNWINDOWED), null, -1)).toEqual([{ kind: 'tiles', from: 0, to: MOST_UNWINDOWED }]);
    expect(layOut(rowsOf(10_000), null, -1)).toEqual([{ kind: 'tiles', from: 0, to: 48 }]);
  });

  it('has the rows of the window, and the space of all others', () => {
    expect(layOut(rowsOf(10_000), { from: 100, to: 120 }, -1)).toEqual([
      { kind: 'space', rows: 100, headings: 0 },
      { kind: 'tiles', from: 300, to: 360 },
      { kind: 'space', rows: 3334 - 120, headings: 0 },
    ]);
  });

  it('ends with the last tile where its row is not full', () => {
    expect(layOut(rowsOf(10_000), { from: 3330, to: 3400 }, -1).at(-1)).toEqual({
      kind: 'tiles',
      from: 9990,
      to: 10_000,
    });
  });

  it('keeps the row of the tile with the focus and those beside it, above the window, in it and below it', () => {
    const window = { from: 100, to: 120 };
    expect(layOut(rowsOf(1000), window, 31)).toEqual([
      { kind: 'space', rows: 9, headings: 0 },
      { kind: 'tiles', from: 27, to: 36 },
      { kind: 'space', rows: 88, headings: 0 },
      { kind: 'tiles', from: 300, to: 360 },
      { kind: 'space', rows: 334 - 120, headings: 0 },
    ]);
    expect(layOut(rowsOf(1000), window, 330)).toEqual(layOut(rowsOf(1000), window, -1));
    expect(layOut(rowsOf(1000), window, 359).slice(1)).toEqual([
      { kind: 'tiles', from: 300, to: 360 },
      { kind: 'tiles', from: 360, to: 363 },
      { kind: 'space', rows: 334 - 121, headings: 0 },
    ]);
    expect(layOut(rowsOf(1000), window, 999).slice(-2)).toEqual([
      { kind: 'space', rows: 332 - 120, headings: 0 },
      { kind: 'tiles', from: 996, to: 1000 },
    ]);
  });

  it('shows the end where the album has become shorter than the window', () => {
    expect(layOut(rowsOf(150), { from: 100, to: 120 }, -1).at(-1)).toEqual({ kind: 'tiles', from: 147, to: 150 });
  });
});

describe('topOfTile', () => {
  const shift = (before: number, after: number) => after - before;
  const at = (index: number, columns = 3, pitch = 120) =>
    topOfTile(toRows(10_000, columns), index, { pitch, heading: 0 });

  it('tells what the anchor moves by when photos come before it, or when the columns change', () => {
    expect(shift(at(301), at(302))).toBe(0);
    expect(shift(at(301), at(303))).toBe(120);
    expect(shift(at(301), at(301, 5, 170))).toBe(60 * 170 - 100 * 120);
  });
});

describe('an album in sections', () => {
  // Of 4, 3 and 200 tiles, three in a row: rows 0–1, 2, 3–69.
  const rows = rowsOf(207, [0, 4, 7]);
  const measure = { pitch: 120, heading: 40, top: 200 };

  it('begins a row with each, whose last one may not be full', () => {
    expect(rows.count).toBe(2 + 1 + 67);
    expect([0, 3, 4, 6, 7, 206].map((tile) => rowOf(rows, tile))).toEqual([0, 1, 2, 2, 3, 69]);
    expect([0, 1, 2, 3, 4, 69, 70].map((row) => tileAt(rows, row))).toEqual([0, 3, 4, 7, 10, 205, 207]);
  });

  it('puts a heading above the first row of each', () => {
    expect([0, 1, 2, 3, 4].map((row) => topOf(rows, row, measure))).toEqual([0, 160, 280, 440, 600]);
    expect([0, 3, 4, 7].map((tile) => topOfTile(rows, tile, measure))).toEqual([40, 160, 320, 480]);
  });

  it('finds the rows that are seen between the headings', () => {
    const seen = (scrollTop: number, height = 120) => findSeenRows(rows, measure, { scrollTop, height });
    expect(seen(200)).toEqual({ from: 0, to: 1 });
    expect(seen(200 + 160)).toEqual({ from: 1, to: 2 });
    // The heading of the second section is seen, and of its row the beginning.
    expect(seen(200 + 281)).toEqual({ from: 2, to: 3 });
    expect(seen(200 + 480 + 120 * 10, 240)).toEqual({ from: 13, to: 15 });
  });

  it('leaves out headings with their rows, and tells how many', () => {
    expect(layOut(rows, { from: 3, to: 10 }, -1)).toEqual([
      { kind: 'space', rows: 3, headings: 2 },
      { kind: 'tiles', from: 7, to: 28 },
      { kind: 'space', rows: 60, headings: 0 },
    ]);
  });

  it('keeps every row in its place, whichever are in the document', () => {
    for (const from of [0, 1, 2, 3, 40]) {
      let y = 0;
      for (const part of layOut(rows, { from, to: from + 5 }, -1)) {
        if (part.kind === 'space') {
          y += part.rows * measure.pitch + part.headings * measure.heading;
          continue;
        }
        expect(y).toBe(topOf(rows, rowOf(rows, part.from), measure));
        y = topOf(rows, rowOf(rows, part.to - 1) + 1, measure);
      }
      expect(y).toBe(70 * 120 + 3 * 40);
    }
  });
});

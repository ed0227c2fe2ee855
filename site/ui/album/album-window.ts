/**
 * Which tiles of a large album are in the document: whole rows, those near the window, and those around the tile that has the
 * focus. A tile's size is known beforehand, and that of a heading, so nothing moves when rows come and go.
 */

/** Up to so many, all are. */
export const MOST_UNWINDOWED = 120;
/** Before the grid could be measured. */
const FIRST_TILES = 48;

/** Of the grid as it is laid out, px. */
export interface GridMeasure {
  readonly columns: number;
  /** From one row to the next. */
  readonly pitch: number;
  /** Of it, what is between them. */
  readonly gap: number;
  /** From a heading to the row below it. */
  readonly heading: number;
  /** Of the grid's upper edge, in the page. */
  readonly top: number;
}

/** What is seen of the page, px. */
export interface Viewport {
  readonly scrollTop: number;
  readonly height: number;
}

/** Rows from `from` up to, not including, `to`. */
export interface Rows {
  readonly from: number;
  readonly to: number;
}

export interface AlbumWindow extends Rows {
  readonly jobId: string;
  readonly columns: number;
  readonly pitch: number;
  readonly gap: number;
  readonly heading: number;
}

export type GridPart =
  | { readonly kind: 'tiles'; readonly from: number; readonly to: number }
  | { readonly kind: 'space'; readonly rows: number; readonly headings: number };

/** How tiles stand in rows: each section has a heading and begins a row of its own. */
export interface GridRows {
  readonly columns: number;
  /** Of tiles. */
  readonly total: number;
  readonly count: number;
  /** Where each section begins; without headings there is one. */
  readonly starts: readonly { readonly tile: number; readonly row: number }[];
  readonly hasHeadings: boolean;
}

/** @param sections the indexes of their first tiles, ascending; empty: there are no headings */
export function toRows(total: number, columns: number, sections: readonly number[] = []): GridRows {
  const starts: { tile: number; row: number }[] = [];
  const firsts = sections.length > 0 ? sections : [0];
  let count = 0;
  for (const [at, tile] of firsts.entries()) {
    starts.push({ tile, row: count });
    count += Math.ceil(((firsts[at + 1] ?? total) - tile) / columns);
  }
  return { columns, total, count, starts, hasHeadings: sections.length > 0 };
}

/** The row of a tile. */
export function rowOf({ starts, columns }: GridRows, tile: number): number {
  const start = starts[findLast(starts, (each) => each.tile <= tile)] ?? { tile: 0, row: 0 };
  return start.row + Math.floor((tile - start.tile) / columns);
}

/** Index of a row's first tile; of the row behind the last: of the tile behind the last. */
export function tileAt({ starts, columns, total, count }: GridRows, row: number): number {
  if (row >= count) return total;
  const start = starts[findLast(starts, (each) => each.row <= row)] ?? { tile: 0, row: 0 };
  return start.tile + (row - start.row) * columns;
}

/** Of a row, with the heading above it, from the grid's upper edge, px. */
export function topOf(rows: GridRows, row: number, { pitch, heading }: Pick<GridMeasure, 'pitch' | 'heading'>): number {
  return row * pitch + headingsBefore(rows, row) * heading;
}

/** Of a tile, px: what it has moved by is the difference of two. */
export function topOfTile(rows: GridRows, tile: number, measure: Pick<GridMeasure, 'pitch' | 'heading'>): number {
  const row = rowOf(rows, tile);
  return topOf(rows, row + 1, measure) - measure.pitch;
}

/** Headings that stand above the row and above its own. */
function headingsBefore({ starts, hasHeadings }: GridRows, row: number): number {
  return hasHeadings ? findLast(starts, (each) => each.row < row) + 1 : 0;
}

/** The rows that are seen; what is above and below the grid is none. */
export function findSeenRows(
  rows: GridRows,
  { pitch, heading, top }: Pick<GridMeasure, 'pitch' | 'heading' | 'top'>,
  { scrollTop, height }: Viewport,
): Rows {
  const rowAt = (y: number, round: (rows: number) => number) => {
    const at = Math.max(
      0,
      findLast(rows.starts, ({ row }) => topOf(rows, row, { pitch, heading }) <= y),
    );
    const start = rows.starts[at]?.row ?? 0;
    const above = topOf(rows, start, { pitch, heading }) + (rows.hasHeadings ? heading : 0);
    const end = rows.starts[at + 1]?.row ?? Number.POSITIVE_INFINITY;
    return Math.min(end, start + Math.max(0, round((y - above) / pitch)));
  };
  const from = rowAt(scrollTop - top, Math.floor);
  return { from, to: Math.max(from + 1, rowAt(scrollTop + height - top, Math.ceil)) };
}

/** A window's height more on either side; the rows that there are as long as they are enough: it is drawn anew only now and then. */
export function moveRows(seen: Rows, current: Rows | null): Rows {
  const reserve = Math.max(2, seen.to - seen.from);
  const spare = Math.ceil(reserve / 2);
  const isEnough = current !== null && current.from <= Math.max(0, seen.from - spare) && current.to >= seen.to + spare;
  if (isEnough && current.to - current.from <= reserve * 4) return current;
  return { from: Math.max(0, seen.from - reserve), to: seen.to + reserve };
}

/**
 * The grid from its first tile to its last: tiles, and the space of those that are left out. Indexes are of tiles.
 * @param kept the tile that stays whatever is seen: its neighbours stay too, so that the focus can go on from it; -1: none
 */
export function layOut(rows: GridRows, window: Rows | null, kept: number): readonly GridPart[] {
  const { total, count } = rows;
  if (total <= MOST_UNWINDOWED) return [{ kind: 'tiles', from: 0, to: total }];
  if (window === null) return [{ kind: 'tiles', from: 0, to: FIRST_TILES }];
  const keptRow = rowOf(rows, kept);
  const wanted = [window, ...(kept < 0 ? [] : [{ from: keptRow - 1, to: keptRow + 2 }])]
    .map(({ from, to }) => ({ from: Math.max(0, Math.min(from, count - 1)), to: Math.min(to, count) }))
    .sort((left, right) => left.from - right.from);
  const toSpace = (from: number, to: number): GridPart => ({
    kind: 'space',
    rows: to - from,
    headings: headingsBefore(rows, to) - headingsBefore(rows, from),
  });
  const parts: GridPart[] = [];
  let at = 0;
  for (const { from, to } of wanted) {
    if (to <= at) continue;
    if (from > at) parts.push(toSpace(at, from));
    parts.push({ kind: 'tiles', from: tileAt(rows, Math.max(from, at)), to: tileAt(rows, to) });
    at = to;
  }
  return at < count ? [...parts, toSpace(at, count)] : parts;
}

/** Index of the last one that `is`, of those that are before those that are not; -1: none. */
function findLast<T>(all: readonly T[], is: (each: T) => boolean): number {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (is(all[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

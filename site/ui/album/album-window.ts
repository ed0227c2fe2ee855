/**
 * Which tiles of a large album are in the document: whole rows, those near the window, and those around the tile that has the
 * focus. A tile's size is known beforehand, so nothing moves when rows come and go.
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
}

export type GridPart =
  | { readonly kind: 'tiles'; readonly from: number; readonly to: number }
  | { readonly kind: 'space'; readonly rows: number };

/** The rows that are seen; what is above and below the grid is none. */
export function findSeenRows(
  { pitch, top }: Pick<GridMeasure, 'pitch' | 'top'>,
  { scrollTop, height }: Viewport,
): Rows {
  const from = Math.max(0, Math.floor((scrollTop - top) / pitch));
  return { from, to: Math.max(from + 1, Math.ceil((scrollTop + height - top) / pitch)) };
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
export function layOut(
  total: number,
  window: Pick<AlbumWindow, 'from' | 'to' | 'columns'> | null,
  kept: number,
): readonly GridPart[] {
  if (total <= MOST_UNWINDOWED) return [{ kind: 'tiles', from: 0, to: total }];
  if (window === null) return [{ kind: 'tiles', from: 0, to: FIRST_TILES }];
  const { columns } = window;
  const rows = Math.ceil(total / columns);
  const keptRow = Math.floor(kept / columns);
  const wanted = [window, ...(kept < 0 ? [] : [{ from: keptRow - 1, to: keptRow + 2 }])]
    .map(({ from, to }) => ({ from: Math.max(0, Math.min(from, rows - 1)), to: Math.min(to, rows) }))
    .sort((left, right) => left.from - right.from);
  const parts: GridPart[] = [];
  let at = 0;
  for (const { from, to } of wanted) {
    if (to <= at) continue;
    if (from > at) parts.push({ kind: 'space', rows: from - at });
    const first = Math.max(from, at);
    parts.push({ kind: 'tiles', from: first * columns, to: Math.min(to * columns, total) });
    at = to;
  }
  return at < rows ? [...parts, { kind: 'space', rows: rows - at }] : parts;
}

/** How far a tile has moved down when its index, or the grid, became another, px. */
export function toShift(
  before: { readonly index: number; readonly columns: number; readonly pitch: number },
  after: { readonly index: number; readonly columns: number; readonly pitch: number },
): number {
  const topOf = ({ index, columns, pitch }: typeof before) => Math.floor(index / columns) * pitch;
  return topOf(after) - topOf(before);
}

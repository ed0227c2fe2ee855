/** Where each room of a wing is drawn: layer under layer, or layer beside layer, in boxes as high as their words. */
import { ROOM_CAPTIONS } from './captions.ts';
import type { Cell, Layered } from './layers.ts';
import type { Room } from './rooms.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedRoom extends Box {
  readonly room: Room;
  /** What is written under the title. */
  readonly lines: readonly string[];
}

export interface Placed {
  readonly rooms: readonly PlacedRoom[];
  /** Where arrows get past a layer, by the passage's id. */
  readonly passages: ReadonlyMap<string, Box>;
  readonly height: number;
}

export const TITLE_HEIGHT = 24;
export const LINE_HEIGHT = 15;
const CHARACTER_WIDTH = 6.8;
const TITLE_CHARACTER_WIDTH = 8.9;
/** Of a passage, with the arrow in its middle. */
const PASSAGE_WIDTH = 8;
const GAP = 12;
const ARROW = 30;
const PADDING = 16;
const HEADING = 42;
const MAX_WIDTH = 230;
const MIN_WISH = 150;

interface PlacedCell extends Box {
  readonly cell: Cell;
}

/** Places layers one under the other, for a wing that is a column. */
export function placeInColumn({ layers }: Layered, x: number, y: number, width: number): Placed {
  const cells: PlacedCell[] = [];
  let top = y + HEADING;
  for (const layer of layers) {
    const row = placeRow(layer, x + PADDING, top, width - 2 * PADDING);
    cells.push(...row);
    top += Math.max(...row.map(({ height }) => height)) + ARROW;
  }
  return { ...toPlaced(cells), height: top - ARROW + PADDING - y };
}

/** Places layers one beside the other, for a wing that is a band. */
export function placeInBand({ layers }: Layered, x: number, y: number, width: number): Placed {
  const gap = ARROW * 1.6;
  const cellWidth = (width - 2 * PADDING - gap * (layers.length - 1)) / layers.length;
  const columns = layers.map((layer, index) =>
    placeStack(layer, x + PADDING + index * (cellWidth + gap), y + HEADING, cellWidth),
  );
  const heights = columns.map(heightOf);
  const height = Math.max(...heights);
  const cells = columns.flatMap((column, index) =>
    column.map((cell) => ({ ...cell, y: cell.y + (height - (heights[index] ?? 0)) / 2 })),
  );
  return { ...toPlaced(cells), height: HEADING + height + PADDING };
}

function toPlaced(cells: readonly PlacedCell[]): Omit<Placed, 'height'> {
  const rooms = cells.flatMap(({ cell: { room }, ...box }) =>
    room ? [{ room, lines: linesOf(room, box.width - GAP), ...box }] : [],
  );
  return { rooms, passages: new Map(cells.map(({ cell, ...box }) => [cell.id, box])) };
}

/** Each room gets what its longest word needs; what is left of the row goes to those that have more to say. */
function placeRow(layer: readonly Cell[], x: number, y: number, width: number): PlacedCell[] {
  const least = layer.map(({ room }) => (room ? leastWidth(room) : PASSAGE_WIDTH));
  const wish = layer.map(({ room }, index) =>
    room ? Math.max(0, Math.min(MAX_WIDTH, wishedWidth(room)) - (least[index] ?? 0)) : 0,
  );
  const free = width - GAP * (layer.length - 1) - sum(least);
  const share = Math.max(0, Math.min(1, free / Math.max(1, sum(wish))));
  const widths = layer.map((_, index) => (least[index] ?? 0) + (wish[index] ?? 0) * share);
  const height = Math.max(...layer.map((cell, index) => heightIn(cell, widths[index] ?? 0)));
  let left = x + (width - sum(widths) - GAP * (layer.length - 1)) / 2;
  return layer.map((cell, index) => {
    const placed = { cell, x: left, y, width: widths[index] ?? 0, height };
    left += placed.width + GAP;
    return placed;
  });
}

function leastWidth(room: Room): number {
  const words = linesOf(room, 0).map((word) => word.length * CHARACTER_WIDTH);
  return Math.max(room.title.length * TITLE_CHARACTER_WIDTH, ...words) + 1.5 * GAP;
}

function wishedWidth(room: Room): number {
  return Math.max(MIN_WISH, linesOf(room, Number.POSITIVE_INFINITY).join('').length * CHARACTER_WIDTH + 2 * GAP);
}

function linesOf(room: Room, width: number): string[] {
  if (room.title.endsWith('.ts')) return [];
  if (room.contents.length > 0) return wrap(room.contents, ' · ', width);
  return wrap((ROOM_CAPTIONS[room.id] ?? '').split(' '), ' ', width);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function placeStack(layer: readonly Cell[], x: number, y: number, width: number): PlacedCell[] {
  const cells: PlacedCell[] = [];
  let top = y;
  for (const cell of layer) {
    const height = heightIn(cell, width);
    cells.push({ cell, x, y: top, width, height });
    top += height + GAP;
  }
  return cells;
}

function heightIn({ room }: Cell, width: number): number {
  return room ? TITLE_HEIGHT + linesOf(room, width - GAP).length * LINE_HEIGHT + 8 : PASSAGE_WIDTH;
}

function heightOf(column: readonly PlacedCell[]): number {
  return sum(column.map(({ height }) => height)) + GAP * (column.length - 1);
}

/** Breaks words, with what stands between them, into lines of about a width. */
function wrap(words: readonly string[], between: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last}${between}${word}`;
    if (last !== undefined && longer.length * CHARACTER_WIDTH <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.filter((line) => line !== '');
}

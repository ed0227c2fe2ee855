/** Puts rooms into layers, so that whoever imports stands above what it imports, and leaves out what follows anyway. */
import type { Dependency, Room } from './rooms.ts';

export interface Layered {
  /** The rooms of each layer, the uppermost first, and the passages of arrows between its rooms. */
  readonly layers: readonly (readonly Cell[])[];
  /** The arrows to draw: no import that a longer way implies. */
  readonly arrows: readonly Arrow[];
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
  /** Of two rooms that import each other, the way of the fewer imports. */
  readonly isUpward: boolean;
}

/** A place in a layer: a room's, or the gap by which an arrow gets past the layer. */
export interface Cell {
  readonly id: string;
  /** Null for a passage. */
  readonly room: Room | null;
}

/** The id of the passage of an arrow through a layer. */
export function formatPassage({ from, to }: Arrow, level: number): string {
  return `${from} ${to} ${level}`;
}

/** For each room all rooms that it leads to, over however many steps. */
type Closure = Map<string, Set<string>>;

/** Layers the rooms of one wing by the imports between them. */
export function layer(rooms: readonly Room[], dependencies: readonly Dependency[]): Layered {
  const ids = rooms.map(({ id }) => id);
  const inside = dependencies.filter(({ from, to }) => ids.includes(from) && ids.includes(to)).sort(byCount);
  const closure: Closure = new Map(ids.map((id) => [id, new Set()]));
  const downward = inside.filter(({ from, to }) => add(closure, from, to));
  const upward = inside.filter((dependency) => !downward.includes(dependency));
  const arrows = [
    ...downward.filter(({ from, to }) => !isImplied(closure, from, to)).map((arrow) => toArrow(arrow, false)),
    ...upward.map((arrow) => toArrow(arrow, true)),
  ];
  const depth = new Map(ids.map((id) => [id, depthOf(closure, id)]));
  const count = 1 + Math.max(...depth.values());
  const layers = Array.from({ length: count }, (_, level) => [
    ...rooms.filter(({ id }) => depth.get(id) === level).map((room): Cell => ({ id: room.id, room })),
    ...arrows
      .filter((arrow) => passes(arrow, level, depth))
      .map((arrow) => ({ id: formatPassage(arrow, level), room: null })),
  ]);
  return { layers: untangle(layers, arrows), arrows };
}

/** Tells whether an arrow begins above a layer and ends below it, or the other way round. */
function passes({ from, to }: Arrow, level: number, depth: ReadonlyMap<string, number>): boolean {
  const [start = 0, end = 0] = [depth.get(from), depth.get(to)];
  return Math.min(start, end) < level && level < Math.max(start, end);
}

/** Puts each cell of a layer under those that lead to it, as far as its neighbours let it. */
function untangle(layers: readonly (readonly Cell[])[], arrows: readonly Arrow[]): Cell[][] {
  const sorted: Cell[][] = [];
  for (const [level, layer] of layers.entries()) {
    const above = sorted.at(-1) ?? [];
    const placeOf = ({ id }: Cell) => {
      const places = listAbove(id, level, arrows)
        .map((upper) => above.findIndex((cell) => cell.id === upper))
        .filter((place) => place >= 0);
      return places.length === 0
        ? 0.5
        : places.reduce((sum, place) => sum + (place + 0.5) / above.length, 0) / places.length;
    };
    sorted.push([...layer].sort((one, other) => placeOf(one) - placeOf(other) || (one.id < other.id ? -1 : 1)));
  }
  return sorted;
}

/** The cells of the layer above by which arrows come to a cell. */
function listAbove(id: string, level: number, arrows: readonly Arrow[]): string[] {
  return arrows
    .filter((arrow) => arrow.to === id || formatPassage(arrow, level) === id)
    .flatMap((arrow) => [arrow.from, formatPassage(arrow, level - 1)]);
}

function byCount(one: Dependency, other: Dependency): number {
  return other.count - one.count || (one.from + one.to < other.from + other.to ? -1 : 1);
}

function toArrow({ from, to }: Dependency, isUpward: boolean): Arrow {
  return { from, to, isUpward };
}

/** Adds a way unless it would close a circle; tells whether it did. */
function add(closure: Closure, from: string, to: string): boolean {
  if (leads(closure, to, from)) return false;
  const beyond = [to, ...(closure.get(to) ?? [])];
  for (const [id, reached] of closure) {
    if (id === from || reached.has(from)) for (const next of beyond) reached.add(next);
  }
  return true;
}

function leads(closure: Closure, from: string, to: string): boolean {
  return closure.get(from)?.has(to) ?? false;
}

function isImplied(closure: Closure, from: string, to: string): boolean {
  return [...closure.keys()].some((via) => leads(closure, from, via) && leads(closure, via, to));
}

/** The length of the longest way down to a room. */
function depthOf(closure: Closure, id: string): number {
  const above = [...closure.keys()].filter((other) => leads(closure, other, id));
  return above.length === 0 ? 0 : 1 + Math.max(...above.map((other) => depthOf(closure, other)));
}

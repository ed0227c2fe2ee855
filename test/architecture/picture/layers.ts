/** Puts rooms into layers, so that whoever imports stands above what it imports, and leaves out what follows anyway. */
import type { Dependency, Room } from './rooms.ts';

export interface Layered {
  /** The rooms of each layer, the uppermost first. */
  readonly layers: readonly (readonly Room[])[];
  /** The arrows to draw: no import that a longer way implies. */
  readonly arrows: readonly Arrow[];
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
  /** Of two rooms that import each other, the way of the fewer imports. */
  readonly isUpward: boolean;
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
  const levels = [...new Set(depth.values())].sort((one, other) => one - other);
  return { layers: levels.map((level) => rooms.filter(({ id }) => depth.get(id) === level)), arrows };
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

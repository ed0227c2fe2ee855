/** The rooms of the house and which imports which, from the imports of the files in them. */
import { wingOf } from '../rule.ts';
import type { SourceModule } from '../source-module.ts';

export interface Room {
  readonly id: string;
  readonly wing: string;
  readonly title: string;
  /** What is in it: its folders, or the names of its files. */
  readonly contents: readonly string[];
  /** Another wing than infra imports something of it. */
  readonly isFace: boolean;
}

export interface Dependency {
  readonly from: string;
  readonly to: string;
  /** How many imports. */
  readonly count: number;
}

/** A file of another wing's that a wing imports. */
export interface Crossing {
  readonly from: string;
  readonly to: string;
  readonly file: string;
}

export interface Plan {
  readonly rooms: readonly Room[];
  readonly dependencies: readonly Dependency[];
  readonly crossings: readonly Crossing[];
}

export const PRODUCT_WINGS = ['site', 'edge', 'origin', 'infra'];
const AWS = 'infra/local/aws';

/**
 * Groups the product's modules into rooms. Of the files at the root of a wing, those that import no room are its contracts,
 * those that no room imports its entry points; any other stands for itself.
 */
export function planRooms(modules: readonly SourceModule[]): Plan {
  const product = modules.filter(({ path }) => PRODUCT_WINGS.includes(wingOf(path)));
  const contracts = listContracts(product);
  const imported = new Set(
    product.flatMap(({ path, imports }) =>
      isAtRoot(path) ? [] : imports.filter(({ kind }) => kind !== 'url').map(({ target }) => target),
    ),
  );
  const roomOf = (path: string) => toRoomId(path, contracts, imported);
  const members = Map.groupBy(product, ({ path }) => roomOf(path));
  const crossings = product.flatMap(listCrossings);
  const faces = new Set(crossings.filter(({ from }) => from !== 'infra').map(({ file }) => roomOf(file)));
  const rooms = [...members].map(([id, inside]) => ({ ...toRoom(id, inside), isFace: faces.has(id) })).sort(byId);
  return { rooms, dependencies: listDependencies(product, roomOf), crossings };
}

/** Files at the root of a wing that import no room of it, over however many steps; the others wire rooms together. */
function listContracts(modules: readonly SourceModule[]): Set<string> {
  const atRoot = modules.filter(({ path }) => isAtRoot(path));
  const contracts = new Set(atRoot.map(({ path }) => path));
  const isFree = ({ imports }: SourceModule) =>
    imports.every(({ isHouse, kind, target }) => !isHouse || kind === 'url' || contracts.has(target));
  for (
    let wired = atRoot;
    wired.length > 0;
    wired = atRoot.filter((module) => contracts.has(module.path) && !isFree(module))
  ) {
    for (const module of wired) if (!isFree(module)) contracts.delete(module.path);
  }
  return contracts;
}

function isAtRoot(path: string): boolean {
  return path.split('/').length === 2;
}

function toRoomId(path: string, contracts: ReadonlySet<string>, imported: ReadonlySet<string>): string {
  const [wing = '', name = ''] = path.split('/');
  if (path.startsWith(`${AWS}/`)) return AWS;
  if (!isAtRoot(path)) return `${wing}/${name}`;
  if (contracts.has(path)) return `${wing}:contracts`;
  return `${wing}:${imported.has(path) ? name : 'entry points'}`;
}

function toRoom(id: string, inside: readonly SourceModule[]): Omit<Room, 'isFace'> {
  const wing = id.split(/[/:]/)[0] ?? '';
  const depth = id.split('/').length;
  const names = inside.map(({ path }) => path.split('/'));
  const folders = names.flatMap((parts) => (parts.length > depth + 1 ? [parts[depth] ?? ''] : []));
  const contents = id.includes(':') ? names.map((parts) => (parts[1] ?? '').replace(/\.ts$/, '')) : folders;
  return { id, wing, title: id.slice(wing.length + 1), contents: [...new Set(contents)].sort() };
}

function listDependencies(modules: readonly SourceModule[], roomOf: (path: string) => string): Dependency[] {
  const known = new Set(modules.map(({ path }) => path));
  const counts = new Map<string, number>();
  for (const { path, imports } of modules) {
    for (const { target, kind } of imports) {
      if (kind === 'url' || !known.has(target) || roomOf(target) === roomOf(path)) continue;
      const key = `${roomOf(path)}\n${roomOf(target)}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return [...counts].map(([key, count]) => {
    const [from = '', to = ''] = key.split('\n');
    return { from, to, count };
  });
}

function listCrossings({ path, imports }: SourceModule): Crossing[] {
  const from = wingOf(path);
  return imports
    .filter(({ isHouse, kind, target }) => isHouse && kind !== 'url' && wingOf(target) !== from)
    .map(({ target }) => ({ from, to: wingOf(target), file: target }));
}

function byId(one: Room, other: Room): number {
  return one.id < other.id ? -1 : 1;
}

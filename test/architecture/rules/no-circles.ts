/** No file imports itself over others, whether for values or for types: a circle has no place to begin reading. */
import { type Rule, type Violation, violationAt } from '../rule.ts';
import type { ModuleImport, SourceModule } from '../source-module.ts';

export const noCircles: Rule = {
  name: 'no-circles',
  says: 'imports make no circle, of types neither',
  explain: (subject) =>
    `closes a circle of imports (${subject}): move what both sides need to a file that imports neither`,
  check: ({ modules }) => {
    const byPath = new Map(modules.map((module) => [module.path, module]));
    const state = { byPath, done: new Set<string>(), found: new Map<string, Violation>() };
    for (const module of modules) follow(module, [], state);
    return [...state.found.values()];
  },
};

interface Search {
  readonly byPath: ReadonlyMap<string, SourceModule>;
  readonly done: Set<string>;
  readonly found: Map<string, Violation>;
}

function follow(module: SourceModule, path: readonly string[], search: Search): void {
  if (search.done.has(module.path)) return;
  const here = [...path, module.path];
  for (const imported of module.imports.filter(isStatic)) {
    const next = search.byPath.get(imported.target);
    if (!next) continue;
    const at = here.indexOf(next.path);
    if (at >= 0) record(module, imported, here.slice(at), search);
    else follow(next, here, search);
  }
  search.done.add(module.path);
}

/** A part that is loaded later, or a worker, may know the page that loads it. */
function isStatic({ isHouse, kind }: ModuleImport): boolean {
  return isHouse && (kind === 'value' || kind === 'type');
}

function record(module: SourceModule, closing: ModuleImport, circle: readonly string[], search: Search): void {
  const subject = [...circle].sort().join(' ');
  if (!search.found.has(subject)) search.found.set(subject, violationAt(module, closing.start, subject));
}

/** The house's plan, checked: which wing may import which, no circles, and the size of files. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const WINGS = ['edge', 'origin', 'infra', 'site', 'test'];
const IMPORT = /^\s*(?:import|export)\s(?:[^'";]*?\sfrom\s*)?['"](\.[^'"]+)['"]|\bimport\(\s*['"](\.[^'"]+)['"]\s*\)/gm;
const UNTYPED_IMPORT = /^\s*(?:import|export)\s(?!type\b)(?:[^'";]*?\sfrom\s*)?['"](\.[^'"]+)['"]/gm;

const files = WINGS.flatMap(listSources);
const imports = new Map(files.map((file) => [file, readImports(file, IMPORT)]));

describe('directions', () => {
  it.each([
    ['site', ['edge/api.ts', 'edge/problem.ts'], ['edge', 'origin', 'infra', 'test']],
    ['edge', ['origin/photo-key.ts', 'origin/records.ts'], ['origin', 'site', 'infra', 'test']],
    ['origin', [], ['edge', 'site', 'infra', 'test']],
  ])('%s imports of the other wings no more than %j', (wing, face, others) => {
    const strangers = edges().filter(
      ([from, to]) => from.startsWith(`${wing}/`) && others.includes(wingOf(to)) && !face.includes(to),
    );
    expect(strangers).toEqual([]);
  });

  it('lets nothing that is deployed import infra/local', () => {
    const strangers = edges().filter(
      ([from, to]) =>
        to.startsWith('infra/local/') && !/^infra\/(local|operate)\//.test(from) && wingOf(from) !== 'test',
    );
    expect(strangers).toEqual([]);
  });

  it('keeps core/ pure of adapters, entries and Node', () => {
    const strangers = files
      .filter((file) => /^(edge|origin|site)\/core\//.test(file))
      .flatMap((file) => (imports.get(file) ?? []).map((to) => [file, to]))
      .filter(([, to]) => /\/(adapters|ui|functions)\//.test(to ?? ''));
    expect(strangers).toEqual([]);
  });
});

describe('circles', () => {
  it('has none', () => {
    expect(findCircle()).toBeNull();
  });
});

describe('names', () => {
  it('calls no file utils, shared, common or helpers, and keeps no barrels', () => {
    expect(files.filter((file) => /(^|\/)(utils?|shared|common|helpers?|index)\.ts$/.test(file))).toEqual([]);
  });

  it('opens every source file with words on what it is for', () => {
    const silent = files.filter(
      (file) => wingOf(file) !== 'test' && !/^\s*(\/\*|\/\/|#!)/.test(readFileSync(join(ROOT, file), 'utf8')),
    );
    expect(silent).toEqual([]);
  });
});

function edges(): [from: string, to: string][] {
  return files.flatMap((from) => (imports.get(from) ?? []).map((to): [string, string] => [from, to]));
}

function wingOf(file: string): string {
  return file.split('/')[0] ?? '';
}

function listSources(wing: string): string[] {
  return readdirSync(join(ROOT, wing), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => join(wing, file));
}

function readImports(file: string, pattern: RegExp): string[] {
  const source = readFileSync(join(ROOT, file), 'utf8');
  return [...source.matchAll(pattern)].map(([, fixed, lazy]) =>
    relative(ROOT, resolve(ROOT, dirname(file), fixed ?? lazy ?? '')),
  );
}

/** Follows imports of values (a circle of types alone does no harm at run time). */
function findCircle(): string[] | null {
  const valueImports = new Map(files.map((file) => [file, readImports(file, UNTYPED_IMPORT)]));
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return null;
    for (const next of valueImports.get(file) ?? []) {
      const circle = visit(next, [...path, file]);
      if (circle) return circle;
    }
    done.add(file);
    return null;
  };
  for (const file of files) {
    const circle = visit(file, []);
    if (circle) return circle;
  }
  return null;
}

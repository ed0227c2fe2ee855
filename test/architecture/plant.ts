/** Trees that stand in memory alone, to try a rule on. */
import { type SourceTree, toTree } from './read-tree.ts';
import type { Rule } from './rule.ts';

/** Source texts by path. */
type Texts = Readonly<Record<string, string>>;

/** What a rule finds in the given files, as `path subject`. */
export function catchIn(rule: Rule, texts: Texts): string[] {
  return rule.check(plant(texts)).map(({ path, subject }) => `${path} ${subject}`);
}

/** A module of so many lines. */
export function linesOf(count: number, line = 'export {};'): string {
  return `${Array.from({ length: count }, () => line).join('\n')}\n`;
}

/** The tree of the given files. */
export function plant(texts: Texts): SourceTree {
  return toTree(Object.entries(texts).map(([path, text]) => ({ path, text })));
}

/** A rule of the house: a name, a sentence, and a pure function from the source tree to what breaks it. */
import type { SourceTree } from './read-tree.ts';
import { lineAt, type SourceModule } from './source-module.ts';

export interface Rule {
  /** The name of its file; exceptions refer to it. */
  readonly name: string;
  /** The rule itself, in one sentence. */
  readonly says: string;
  /** What is wrong at a violation with this subject and, after a colon, what to do instead. */
  readonly explain: (subject: string) => string;
  readonly check: (tree: SourceTree) => Violation[];
}

export interface Violation {
  readonly path: string;
  readonly line: number;
  /** What breaks the rule there: an imported file, an exported name, a word. */
  readonly subject: string;
}

/** What is allowed to break a rule, and why. */
export interface Exemption {
  readonly rule: string;
  /** Absent: wherever the subject is found. */
  readonly path?: string;
  readonly subject: string;
  readonly reason: string;
}

/** A violation as its author reads it: where, what is wrong, what to do instead. */
export function formatViolation({ explain }: Rule, { path, line, subject }: Violation): string {
  return `${path}:${line}: ${explain(subject)}.`;
}

/** The violation at a place of a module. */
export function violationAt(module: SourceModule, offset: number, subject: string): Violation {
  return { path: module.path, line: lineAt(module.text, offset), subject };
}

/** The first folder of a path. */
export function wingOf(path: string): string {
  return path.split('/')[0] ?? '';
}

/** A file that only tests are in, by its name. */
export function isTestFile(path: string): boolean {
  return path.endsWith('.test.ts');
}

/** One idea, one name, and that the field's: the words of the two lists are found nowhere. */
import type { SourceText, SourceTree } from '../read-tree.ts';
import type { Rule, Violation } from '../rule.ts';
import { lineAt, type SourceModule } from '../source-module.ts';
import { walk } from '../walk.ts';
import { PHONE_WORDS } from '../words/phone-words.ts';
import type { RetiredWord } from '../words/retired-word.ts';
import { SERVICE_WORDS } from '../words/service-words.ts';

export const RETIRED_WORDS: readonly RetiredWord[] = [...SERVICE_WORDS, ...PHONE_WORDS];

/** The lists themselves, the test that tries them, and the exemptions from them. */
const OWN = /^test\/architecture\/(words\/.+|rules\/words\.test|exemptions)\.ts$/;

export const retiredWords: Rule = {
  name: 'retired-words',
  says: 'no retired word stands in a name, a comment, a document or a path',
  explain: (subject) =>
    `has the retired word “${subject}”: write “${RETIRED_WORDS.find(({ word }) => word === subject)?.instead}”`,
  check: (tree) => RETIRED_WORDS.flatMap((retired) => findWord(tree, retired)),
};

function findWord({ modules, texts, paths }: SourceTree, retired: RetiredWord): Violation[] {
  const inPaths = [...paths]
    .filter((path) => isSubject(path, retired) && retired.pattern.test(path))
    .map((path) => ({ path, line: 1, subject: retired.word }));
  const inside =
    retired.where === 'text'
      ? texts.filter(({ path }) => isSubject(path, retired)).flatMap((text) => findInText(text, retired))
      : modules.filter(({ path }) => isSubject(path, retired)).flatMap((module) => findInNames(module, retired));
  return [...inPaths, ...inside];
}

function isSubject(path: string, { under }: RetiredWord): boolean {
  return !OWN.test(path) && (under === undefined || under.test(path));
}

function findInText({ path, text }: SourceText, { pattern, word }: RetiredWord): Violation[] {
  return text
    .split('\n')
    .flatMap((content, index) => (pattern.test(content) ? [{ path, line: index + 1, subject: word }] : []));
}

function findInNames(module: SourceModule, { pattern, word }: RetiredWord): Violation[] {
  return listNames(module)
    .filter(({ name }) => pattern.test(name))
    .map(({ start }) => ({ path: module.path, line: lineAt(module.text, start), subject: word }));
}

const namesOf = new WeakMap<SourceModule, { name: string; start: number }[]>();

function listNames(module: SourceModule): { name: string; start: number }[] {
  const known = namesOf.get(module);
  if (known) return known;
  const names: { name: string; start: number }[] = [];
  walk(module.program, (node) => {
    if (node.type === 'Identifier' || node.type === 'PrivateIdentifier')
      names.push({ name: node.name, start: node.start });
    return undefined;
  });
  namesOf.set(module, names);
  return names;
}

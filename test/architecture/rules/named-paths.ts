/** What a document or a comment calls by its file's name is there: the path in the repository, or at least the file. */
import { posix } from 'node:path';
import type { SourceText, SourceTree } from '../read-tree.ts';
import { type Rule, type Violation, wingOf } from '../rule.ts';
import { lineAt, type SourceModule } from '../source-module.ts';

/** From the root: a folder of the repository and more. */
const PATH = /(?<![\w/.:@-])(?:edge|origin|infra|site|test|docs)\/[\w@./-]*[\w/]/g;
/** A file by its name alone. */
const FILE = /(?<![\w/.*{}-])[\w-]+\.(?:ts|md|css|html|svg)\b/g;
/** The target of a link in Markdown. */
const LINK = /\]\((?!https?:|mailto:|#)([^)#\s]+)/g;

export const namedPaths: Rule = {
  name: 'named-paths',
  says: 'each path and each file that a document or a comment names is there',
  explain: (subject) =>
    `names ${subject}, which is not there: write the path as it is today, from the root of the repository`,
  check: (tree) => {
    const known = new Set([...tree.paths, ...[...tree.paths].map((path) => posix.basename(path))]);
    const documents = tree.texts.filter(({ path }) => path.endsWith('.md'));
    const comments = tree.modules.filter(({ path }) => wingOf(path) !== 'test' || !path.includes('/architecture/'));
    return [
      ...documents.flatMap((document) => [...checkWords(document, known), ...checkLinks(document, tree)]),
      ...comments.flatMap((module) => checkComments(module, known)),
    ];
  },
};

function checkComments({ path, text, comments }: SourceModule, known: ReadonlySet<string>): Violation[] {
  return comments.flatMap((comment) =>
    checkWords({ path, text: comment.text }, known).map((violation) => ({
      ...violation,
      line: lineAt(text, comment.start) + violation.line - 1,
    })),
  );
}

function checkWords({ path, text }: SourceText, known: ReadonlySet<string>): Violation[] {
  return [...text.matchAll(PATH), ...text.matchAll(FILE)]
    .map((match) => ({ subject: match[0].replace(/\/$/, ''), line: lineAt(text, match.index) }))
    .filter(({ subject }) => !known.has(subject) && !known.has(`${subject}.ts`))
    .map(({ subject, line }) => ({ path, line, subject }));
}

function checkLinks({ path, text }: SourceText, { paths }: SourceTree): Violation[] {
  return [...text.matchAll(LINK)]
    .map((match) => ({ target: match[1] ?? '', line: lineAt(text, match.index) }))
    .filter(({ target }) => !paths.has(posix.join(posix.dirname(path), target).replace(/\/$/, '')))
    .map(({ target, line }) => ({ path, line, subject: target }));
}

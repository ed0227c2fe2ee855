/** The command lines of the runbooks: in blocks of code and in sentences, each once, as somebody would type them. */
import { readFileSync } from 'node:fs';

const ROOT = new URL('../../', import.meta.url);
/** What an operator follows. */
const RUNBOOKS = ['docs/deploy.md', 'docs/stolen-key.md', 'docs/probes.md', 'docs/restore.md'];

const IN_BLOCK = /^ {4,}((?:[A-Z_]+=\S+ )?(?:npm|npx|aws|node) .*)$/;
const IN_SENTENCE = /`((?:npm|npx|aws) [^`]+)`/g;

export function readRunbooks(): readonly string[] {
  return [...new Set(RUNBOOKS.flatMap((path) => readCommandLines(readFileSync(new URL(path, ROOT), 'utf8'))))];
}

/** What goes on in the next line is put together: after a backslash, after a pipe, and in a sentence. */
export function readCommandLines(markdown: string): readonly string[] {
  const text = markdown.replace(/\\\n\s*/g, '').replace(/\|\n\s+(?=node )/g, '| ');
  const blocks = text.split('\n').flatMap((line) => {
    const [, command] = IN_BLOCK.exec(line) ?? [];
    return command === undefined ? [] : [command.replace(/\s+# .*$/, '')];
  });
  const prose = text
    .split('\n')
    .filter((line) => !IN_BLOCK.test(line))
    .join('\n');
  const sentences = [...prose.matchAll(IN_SENTENCE)].map(([, command = '']) => command.replace(/\s+/g, ' '));
  return [...blocks, ...sentences].map((command) => command.replace(/ {2,}/g, ' ').trim());
}

/** Splits a line into its words as a shell does, where it has quotes and no more. */
export function splitWords(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  );
}

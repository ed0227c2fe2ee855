/** A file has one subject, and a subject has room in 250 lines. */
import type { Rule } from '../rule.ts';

const MAX_LINES = 250;

export const fileSize: Rule = {
  name: 'file-size',
  says: `no file has more than ${MAX_LINES} lines`,
  explain: () => `has more than ${MAX_LINES} lines: move one of its subjects to a file of its own`,
  check: ({ modules }) =>
    modules
      .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
      .filter(({ lines }) => lines > MAX_LINES)
      .map(({ path, lines }) => ({ path, line: lines, subject: path })),
};

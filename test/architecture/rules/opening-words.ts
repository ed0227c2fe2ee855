/** A file opens by saying what it is for. A test file says it in the titles of its groups. */
import { isTestFile, type Rule } from '../rule.ts';

export const openingWords: Rule = {
  name: 'opening-words',
  says: 'each source file but a test opens with a comment on what it is for',
  explain: () => 'does not say what it is for: open it with a comment of one to six lines',
  check: ({ modules }) =>
    modules
      .filter(({ path, text }) => !isTestFile(path) && !/^(#!.*\n)?\s*(\/\*[\s*]*|\/\/\s*)[^\s*/]/.test(text))
      .map(({ path }) => ({ path, line: 1, subject: path })),
};

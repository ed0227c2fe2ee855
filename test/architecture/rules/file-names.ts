/** A file is named by its subject. What is called `utils` has none, and `index` hides where things stand. */
import type { Rule } from '../rule.ts';

const EMPTY_NAMES = /^(utils?|shared|common|helpers?|misc|index|types)\.(ts|js|css)$/;

export const fileNames: Rule = {
  name: 'file-names',
  says: 'no file and no folder is called utils, shared, common, helpers, misc, types or index',
  explain: (subject) => `${subject} has a name that says nothing: name the file or folder by its subject`,
  check: ({ paths }) =>
    [...paths]
      .filter((path) => path.split('/').some((name) => EMPTY_NAMES.test(name) || EMPTY_NAMES.test(`${name}.ts`)))
      .map((path) => ({ path, line: 1, subject: path })),
};

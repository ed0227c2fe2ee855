/** One name, one thing: whoever searches for an exported name finds one declaration. */
import { type Rule, type Violation, violationAt } from '../rule.ts';

export const distinctExports: Rule = {
  name: 'distinct-exports',
  says: 'no two files export the same name',
  explain: (subject) =>
    `exports ${subject}, as another file does: give one of the two a more specific name, or share one declaration`,
  check: ({ modules }) => {
    const byName = new Map<string, Violation[]>();
    for (const module of modules) {
      for (const { name, start } of module.exports) {
        byName.set(name, [...(byName.get(name) ?? []), violationAt(module, start, name)]);
      }
    }
    return [...byName.values()].flatMap((violations) =>
      new Set(violations.map(({ path }) => path)).size > 1 ? violations : [],
    );
  },
};

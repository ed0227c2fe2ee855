/** `infra/local/aws` runs a synthesized template, anybody's: it knows nothing of the product, and has one door. */
import { type Rule, violationAt, wingOf } from '../rule.ts';

const ROOM = 'infra/local/aws/';
const DOOR = 'infra/local/aws/run-template.ts';

export const oneDoor: Rule = {
  name: 'one-door',
  says: 'infra/local/aws imports nothing of the house, and only infra/local imports it, by run-template.ts',
  explain: (subject) =>
    `imports ${subject}: infra/local/aws takes what it needs by parameter, and is used by ${DOOR} alone`,
  check: ({ modules }) =>
    modules
      .filter(({ path }) => wingOf(path) !== 'test')
      .flatMap((module) =>
        module.imports
          .filter(({ isHouse, target }) => isHouse && !mayImport(module.path, target))
          .map(({ start, target }) => violationAt(module, start, target)),
      ),
};

function mayImport(from: string, to: string): boolean {
  if (from.startsWith(ROOM)) return to.startsWith(ROOM);
  if (!to.startsWith(ROOM)) return true;
  return to === DOOR && from.startsWith('infra/local/');
}

/** What runs on AWS, or makes what runs there, must not lean on the local run. */
import { type Rule, violationAt, wingOf } from '../rule.ts';

/** The operator's commands run on somebody's own machine, against a deployment or the local run. */
const NOT_DEPLOYED = /^infra\/(local|operate)\//;

export const deployedCode: Rule = {
  name: 'deployed-code',
  says: 'nothing that is deployed imports infra/local',
  explain: (subject) => `imports ${subject} of the local run: move what both need to infra/config or infra/operate`,
  check: ({ modules }) =>
    modules
      .filter(({ path }) => wingOf(path) !== 'test' && !NOT_DEPLOYED.test(path))
      .flatMap((module) =>
        module.imports
          .filter(({ isHouse, target }) => isHouse && target.startsWith('infra/local/'))
          .map(({ start, target }) => violationAt(module, start, target)),
      ),
};

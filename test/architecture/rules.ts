/** All rules of the house, in the order in which docs/architecture.md tells them. */
import type { Rule } from './rule.ts';
import { decisionIndex } from './rules/decision-index.ts';
import { deployedCode } from './rules/deployed-code.ts';
import { directions } from './rules/directions.ts';
import { distinctExports } from './rules/distinct-exports.ts';
import { documentedThrows } from './rules/documented-throws.ts';
import { fewParameters } from './rules/few-parameters.ts';
import { fileNames } from './rules/file-names.ts';
import { fileSize } from './rules/file-size.ts';
import { functionSize } from './rules/function-size.ts';
import { guardStyle } from './rules/guard-style.ts';
import { namedPaths } from './rules/named-paths.ts';
import { noCircles } from './rules/no-circles.ts';
import { oneDoor } from './rules/one-door.ts';
import { openingWords } from './rules/opening-words.ts';
import { pureCore } from './rules/pure-core.ts';
import { retiredWords } from './rules/retired-words.ts';

export const RULES: readonly Rule[] = [
  directions,
  oneDoor,
  deployedCode,
  noCircles,
  pureCore,
  fileSize,
  functionSize,
  fewParameters,
  fileNames,
  openingWords,
  distinctExports,
  guardStyle,
  documentedThrows,
  retiredWords,
  namedPaths,
  decisionIndex,
];

/** Reads an output of the template that the run cannot do without. */
import type { StackFacts } from './aws/run-template.ts';
import { RunError } from './run-error.ts';

/** @throws {RunError} when the template has no such output, or it is no text. */
export function readOutput({ outputs }: Pick<StackFacts, 'outputs'>, name: string): string {
  const value = outputs[name];
  if (typeof value === 'string') return value;
  throw new RunError(`The template has no output ${name}, which the local run needs.`);
}

/** What the process of a Lambda function provides: its environment, clock, random ids and log. */
import { randomUUID } from 'node:crypto';

export interface FunctionRuntime {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  readonly createUuid: () => string;
  readonly log: (line: string) => void;
}

export const LAMBDA_RUNTIME: FunctionRuntime = {
  env: process.env,
  now: () => new Date(),
  createUuid: () => randomUUID(),
  // Lambda puts a prefix before each line of the console, and CloudWatch reads no metrics of such a line.
  log: (line) => process.stdout.write(`${line}\n`),
};

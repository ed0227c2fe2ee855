/**
 * A regional function that runs by itself, again and again. By a rule and not EventBridge Scheduler: it needs no role of its own, and
 * the function says itself who may invoke it (docs/decisions/0054-reconcile-by-pages.md).
 */
import type { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as Invocation } from 'aws-cdk-lib/aws-events-targets';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, type FunctionProps, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { createLoggingRole } from './logging-role.ts';

export interface ScheduledFunctionProps
  extends Required<Pick<FunctionProps, 'description' | 'timeout' | 'memorySize' | 'environment'>> {
  readonly logGroup: LogGroup;
  /** Folder of its code. */
  readonly code: string;
  readonly statements: readonly PolicyStatement[];
  readonly every: Duration;
  /** What the rule says of itself. */
  readonly when: string;
}

/** In `scope`, which has no other: its rule is called `Schedule`. */
export function createScheduledFunction(
  scope: Construct,
  id: string,
  { code, statements, every, when, ...props }: ScheduledFunctionProps,
): LambdaFunction {
  const created = new LambdaFunction(scope, id, {
    ...props,
    role: createLoggingRole(scope, id, props.logGroup),
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromAsset(code),
    // It goes on where it failed when it is due again.
    retryAttempts: 0,
  });
  for (const statement of statements) created.addToRolePolicy(statement);
  new Rule(scope, 'Schedule', {
    description: when,
    schedule: Schedule.rate(every),
    targets: [new Invocation(created)],
  });
  return created;
}

/** The template's scheduled rules: when they are due, which functions they invoke, and whether these let EventBridge do so. */
import { ScheduleError } from '../events/schedule-error.ts';
import { parseScheduleExpression, type Schedule } from '../events/schedule-expression.ts';
import type { ScheduledRule, ScheduleTarget } from '../events/schedules.ts';
import { evaluate } from '../iam/evaluate.ts';
import { isRecord } from '../is-record.ts';
import type { ResolvedResource } from '../template/resolve-stack.ts';
import { toFunctionPolicies } from './function-policies.ts';
import { parseFunctionName } from './functions.ts';
import { readList, readNumber, readText, wrong } from './read-property.ts';

const TARGET_KEYS = ['Arn', 'Id', 'Input'];
/** About deliveries that fail, which none does here: what may not be delivered is refused at the start. */
const INERT_TARGET_KEYS = ['RetryPolicy', 'DeadLetterConfig'];
const MAX_RETRIES = 2;

/** @throws {TemplateError} when a rule is no schedule, or a target no function that lets EventBridge invoke it. */
export function toScheduledRules(resources: readonly ResolvedResource[]): readonly ScheduledRule[] {
  return resources
    .filter(({ type, properties }) => type === 'AWS::Events::Rule' && properties.State !== 'DISABLED')
    .map((rule) => ({
      name: rule.ref,
      arn: String(rule.attributes.Arn),
      schedule: readSchedule(rule),
      targets: readList(rule, 'Targets').map((target) => toTarget(rule, target, resources)),
    }));
}

function readSchedule(rule: ResolvedResource): Schedule {
  try {
    return parseScheduleExpression(readText(rule, 'ScheduleExpression'));
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    throw wrong(rule, 'ScheduleExpression', error.message);
  }
}

function toTarget(rule: ResolvedResource, target: unknown, resources: readonly ResolvedResource[]): ScheduleTarget {
  if (!isRecord(target) || typeof target.Arn !== 'string') throw wrong(rule, 'Targets', 'must each have an Arn');
  const unknownKey = Object.keys(target).find((key) => ![...TARGET_KEYS, ...INERT_TARGET_KEYS].includes(key));
  if (unknownKey) throw wrong(rule, `Targets.${unknownKey}`, 'is not known to the local run');
  const invoked = resources.find(({ attributes }) => attributes.Arn === target.Arn);
  if (invoked?.type !== 'AWS::Lambda::Function') {
    throw wrong(rule, 'Targets', 'must each be a function of the template');
  }
  const isAllowed = evaluate({
    principal: { kind: 'service', name: 'events.amazonaws.com', sourceArn: String(rule.attributes.Arn), policies: [] },
    action: 'lambda:InvokeFunction',
    resource: target.Arn,
    resourcePolicy: toFunctionPolicies(resources).get(invoked.ref),
  }).isAllowed;
  if (!isAllowed) {
    throw wrong(rule, 'Targets', `name ${invoked.logicalId}, which does not let events.amazonaws.com invoke it`);
  }
  return { functionName: invoked.ref, input: readInput(rule, target.Input), retries: readRetries(invoked, resources) };
}

function readInput(rule: ResolvedResource, input: unknown): unknown {
  if (input === undefined) return undefined;
  try {
    return JSON.parse(String(input));
  } catch {
    throw wrong(rule, 'Targets.Input', 'must be JSON');
  }
}

function readRetries({ ref }: ResolvedResource, resources: readonly ResolvedResource[]): number {
  const config = resources.find(
    (each) =>
      each.type === 'AWS::Lambda::EventInvokeConfig' && parseFunctionName(readText(each, 'FunctionName')) === ref,
  );
  return config ? readNumber(config, 'MaximumRetryAttempts', MAX_RETRIES) : MAX_RETRIES;
}

/** The template's event source mappings: which queue feeds which function, and whether the function's role may be fed. */
import { availableParallelism } from 'node:os';
import type { IamPrincipal } from '../iam/credentials.ts';
import { evaluate } from '../iam/evaluate.ts';
import { isRecord } from '../is-record.ts';
import type { ResolvedResource } from '../template/resolve-stack.ts';
import { parseFunctionName } from './functions.ts';
import { readNumber, readObject, readText, readTexts, wrong } from './read-property.ts';

export interface EventSourceDefinition {
  readonly queueArn: string;
  readonly functionName: string;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly concurrency: number;
  readonly reportsBatchItemFailures: boolean;
}

/** What Lambda needs of the function's role to poll for it (Developer Guide, "Using Lambda with Amazon SQS"). */
const NEEDED_ACTIONS = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

/** @throws {TemplateError} when a queue or function is not of the template, or the function's role may not poll. */
export function toEventSources(
  resources: readonly ResolvedResource[],
  principals: ReadonlyMap<string, IamPrincipal>,
): readonly EventSourceDefinition[] {
  return resources
    .filter(({ type, properties }) => type === 'AWS::Lambda::EventSourceMapping' && properties.Enabled !== false)
    .map((mapping) => toEventSource(mapping, { resources, principals }));
}

interface MappingContext {
  readonly resources: readonly ResolvedResource[];
  readonly principals: ReadonlyMap<string, IamPrincipal>;
}

function toEventSource(mapping: ResolvedResource, { resources, principals }: MappingContext): EventSourceDefinition {
  const queueArn = readText(mapping, 'EventSourceArn');
  const functionName = parseFunctionName(readText(mapping, 'FunctionName'));
  const queue = resources.find(({ attributes }) => attributes.Arn === queueArn);
  if (queue?.type !== 'AWS::SQS::Queue') throw wrong(mapping, 'EventSourceArn', 'is no queue of the template');
  const fed = resources.find(({ type, ref }) => type === 'AWS::Lambda::Function' && ref === functionName);
  if (!fed) throw wrong(mapping, 'FunctionName', 'is no function of the template');
  const principal = principals.get(readText(fed, 'Role')) ?? null;
  const context = { 'aws:securetransport': 'true' };
  const missing = NEEDED_ACTIONS.find(
    (action) => !evaluate({ principal, action, resource: queueArn, context }).isAllowed,
  );
  if (missing) throw wrong(mapping, 'FunctionName', `has a role without ${missing} on the queue`);
  if (readNumber(queue, 'VisibilityTimeout', 30) < readNumber(fed, 'Timeout', 3)) {
    throw wrong(
      queue,
      'VisibilityTimeout',
      'must not be shorter than the timeout of the function that the queue feeds',
    );
  }
  return toDefinition(mapping, queueArn, functionName);
}

function toDefinition(mapping: ResolvedResource, queueArn: string, functionName: string): EventSourceDefinition {
  const { MaximumConcurrency } = readObject(mapping, 'ScalingConfig');
  const most = isRecord(mapping.properties.ScalingConfig) ? Number(MaximumConcurrency) : Number.POSITIVE_INFINITY;
  return {
    queueArn,
    functionName,
    batchSize: readNumber(mapping, 'BatchSize', 10),
    batchingWindowSeconds: readNumber(mapping, 'MaximumBatchingWindowInSeconds', 0),
    // Lambda begins with five at once; more than the machine's cores would only slow each other down.
    concurrency: Math.max(1, Math.min(5, most, availableParallelism())),
    reportsBatchItemFailures: readTexts(mapping, 'FunctionResponseTypes').includes('ReportBatchItemFailures'),
  };
}

/** The template's queues and who may send to them. */
import type { PolicyDocument } from '../iam/policy-document.ts';
import type { QueueDefinition } from '../sqs/queues.ts';
import type { ResolvedResource } from '../template/resolve-stack.ts';
import { readNumber, readObject, readTexts } from './read-property.ts';
import { parsePolicy } from './roles.ts';

/** @throws {TemplateError} when a property is of the wrong kind. */
export function toQueueDefinitions(resources: readonly ResolvedResource[]): readonly QueueDefinition[] {
  return resources.filter(({ type }) => type === 'AWS::SQS::Queue').map(toQueueDefinition);
}

function toQueueDefinition(queue: ResolvedResource): QueueDefinition {
  const { deadLetterTargetArn, maxReceiveCount } = readObject(queue, 'RedrivePolicy');
  return {
    name: String(queue.attributes.QueueName),
    arn: String(queue.attributes.Arn),
    visibilityTimeoutSeconds: readNumber(queue, 'VisibilityTimeout', 30),
    retentionSeconds: readNumber(queue, 'MessageRetentionPeriod', 345_600),
    delaySeconds: readNumber(queue, 'DelaySeconds', 0),
    receiveWaitSeconds: readNumber(queue, 'ReceiveMessageWaitTimeSeconds', 0),
    maxMessageBytes: readNumber(queue, 'MaximumMessageSize', 262_144),
    redrive:
      typeof deadLetterTargetArn === 'string'
        ? { deadLetterTargetArn, maxReceiveCount: Number(maxReceiveCount) }
        : null,
  };
}

/**
 * By the queue's ARN.
 * @throws {TemplateError} when a policy has no statements.
 */
export function toQueuePolicies(resources: readonly ResolvedResource[]): ReadonlyMap<string, PolicyDocument> {
  const queues = resources.filter(({ type }) => type === 'AWS::SQS::Queue');
  const policies = resources.filter(({ type }) => type === 'AWS::SQS::QueuePolicy');
  return new Map(
    policies.flatMap((policy) => {
      const document = parsePolicy(policy, policy.properties.PolicyDocument);
      const urls = readTexts(policy, 'Queues');
      return queues
        .filter(({ ref }) => urls.includes(ref))
        .map(({ attributes }) => [String(attributes.Arn), document] as const);
    }),
  );
}

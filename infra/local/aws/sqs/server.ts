/** The HTTP face of SQS, as @aws-sdk/client-sqs speaks to it. */
import type { CredentialStore } from '../iam/credentials.ts';
import type { PolicyDocument } from '../iam/policy-document.ts';
import { ServiceError } from '../json-protocol/errors.ts';
import { createJsonService } from '../json-protocol/server.ts';
import type { LocalService } from '../service.ts';
import { type MoveTask, OPERATIONS, type Operation } from './operations.ts';
import type { Queues } from './queues.ts';

export interface SqsOptions {
  readonly queues: Queues;
  readonly credentials: CredentialStore;
  readonly region: string;
  readonly accountId: string;
  /** By the queue's ARN. */
  readonly queuePolicies: ReadonlyMap<string, PolicyDocument>;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** 0 or absent takes a free one. */
  readonly port?: number;
  /** Takes what broke inside. */
  readonly log?: (line: string) => void;
}

/** @throws {NodeJS.ErrnoException} when the port is taken. */
export async function createSqs({
  queues,
  queuePolicies,
  accountId,
  region,
  ...options
}: SqsOptions): Promise<LocalService> {
  const moveTasks: MoveTask[] = [];
  const service = await createJsonService({
    ...options,
    service: 'sqs',
    targetPrefix: 'AmazonSQS',
    version: '1.0',
    errorNamespace: 'com.amazonaws.sqs',
    regions: [region],
    permissions({ operation, input }) {
      const { action, queue } = findOperation(operation);
      const { arn } = queue(input, queues);
      return [{ action: `sqs:${action}`, resource: arn, resourcePolicy: queuePolicies.get(arn) }];
    },
    async run({ operation, input, signal }) {
      const { run, queue } = findOperation(operation);
      const baseUrl = () => `${service.url}/${accountId}`;
      const context = { queue: queue(input, queues), queues, moveTasks, baseUrl, now: options.now, signal };
      return { status: 200, body: JSON.stringify(await run(input, context)) };
    },
  });
  return service;
}

function findOperation(name: string): Operation {
  const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  if (!operation) throw new ServiceError('InvalidAction', `The action ${name} is not valid for this endpoint.`);
  return operation;
}

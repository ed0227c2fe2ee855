import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createQueueDelivery } from '../../../../../infra/local/aws/deployment/deliver-to-queue.ts';
import { toEventSources } from '../../../../../infra/local/aws/deployment/event-sources.ts';
import { parseFunctionName, toFunctionSpecs } from '../../../../../infra/local/aws/deployment/functions.ts';
import { toQueueDefinitions, toQueuePolicies } from '../../../../../infra/local/aws/deployment/queues.ts';
import { toPrincipals } from '../../../../../infra/local/aws/deployment/roles.ts';
import { createCredentialStore } from '../../../../../infra/local/aws/iam/credentials.ts';
import { evaluate } from '../../../../../infra/local/aws/iam/evaluate.ts';
import { createQueues } from '../../../../../infra/local/aws/sqs/queues.ts';
import type { ResolvedResource } from '../../../../../infra/local/aws/template/resolve-stack.ts';
import { resolved } from './resolved.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:111122223333:work';
const ROLE = 'arn:aws:iam::111122223333:role/develop';
const LOGS = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
const allow = (Action: string | readonly string[], Resource: string) => ({
  Statement: { Effect: 'Allow', Action, Resource },
});

const role = resolved(
  'AWS::IAM::Role',
  {
    Policies: [{ PolicyName: 'p', PolicyDocument: allow('s3:GetObject', 'arn:aws:s3:::b/*') }],
    ManagedPolicyArns: [LOGS],
  },
  { ref: 'develop', attributes: { Arn: ROLE } },
);
const poll = resolved('AWS::IAM::Policy', {
  Roles: ['develop'],
  PolicyDocument: allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], QUEUE),
});
const queue = resolved(
  'AWS::SQS::Queue',
  { VisibilityTimeout: '720', RedrivePolicy: { deadLetterTargetArn: `${QUEUE}-dead`, maxReceiveCount: 5 } },
  { ref: 'http://127.0.0.1:1/111122223333/work', attributes: { Arn: QUEUE, QueueName: 'work' } },
);
const develop = resolved(
  'AWS::Lambda::Function',
  {
    Role: ROLE,
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Timeout: 120,
    Code: { S3Key: 'code.zip' },
    Environment: { Variables: { TABLE: 't' } },
  },
  { ref: 'develop-photo', attributes: { Arn: 'arn:aws:lambda:us-east-1:111122223333:function:develop-photo' } },
);
const mapping = resolved('AWS::Lambda::EventSourceMapping', {
  EventSourceArn: QUEUE,
  FunctionName: 'develop-photo',
  BatchSize: 4,
  FunctionResponseTypes: ['ReportBatchItemFailures'],
});

describe('toPrincipals', () => {
  it('gives a role its inline policies and those attached, and no more', () => {
    const principal = toPrincipals([role, poll]).get(ROLE) ?? null;
    const may = (action: string, resource: string) => evaluate({ principal, action, resource }).isAllowed;
    expect(may('s3:GetObject', 'arn:aws:s3:::b/k')).toBe(true);
    expect(may('sqs:DeleteMessage', QUEUE)).toBe(true);
    expect(may('s3:PutObject', 'arn:aws:s3:::b/k')).toBe(false);
    expect(may('logs:PutLogEvents', '*')).toBe(false);
  });

  it('refuses a managed policy whose content it does not know', () => {
    const powerful = { ...role, properties: { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] } };
    expect(() => toPrincipals([powerful])).toThrow(
      expect.objectContaining({ place: 'TheRole.Properties.ManagedPolicyArns' }),
    );
  });
});

describe('toFunctionSpecs', () => {
  const make = (functions: readonly ResolvedResource[]) => {
    const credentials = createCredentialStore();
    const specs = toFunctionSpecs([role, ...functions], {
      assets: [{ path: import.meta.dirname, packaging: 'zip', objectKey: 'code.zip' }],
      principals: toPrincipals([role]),
      credentials,
      region: 'us-east-1',
      inlineCodeDir: join(tmpdir(), 'edgeshot-inline'),
      endpoints: { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:2' },
    });
    return { ...specs, credentials };
  };

  it('gives a function the keys of its own role, its variables and the endpoints, and nothing else', () => {
    const { run, credentials } = make([develop]);
    const { environment = {}, ...spec } = run[0] ?? {};
    expect(spec).toMatchObject({
      name: 'develop-photo',
      codeDir: import.meta.dirname,
      memoryMiB: 128,
      timeoutSeconds: 120,
    });
    expect(Object.keys(environment).sort()).toEqual([
      'AWS_ACCESS_KEY_ID',
      'AWS_DEFAULT_REGION',
      'AWS_ENDPOINT_URL_S3',
      'AWS_REGION',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_SESSION_TOKEN',
      'TABLE',
    ]);
    expect(credentials.find(environment.AWS_ACCESS_KEY_ID ?? '')?.principal.name).toBe(ROLE);
  });

  it('leaves out the provider of a custom resource, whatever its runtime', () => {
    const provider = resolved(
      'AWS::Lambda::Function',
      { Runtime: 'python3.13' },
      { attributes: { Arn: 'arn:provider' } },
    );
    const custom = resolved('Custom::CDKBucketDeployment', { ServiceToken: 'arn:provider' });
    expect(make([provider, custom])).toMatchObject({ run: [], leftOut: ['TheFunction'] });
  });

  it.each([
    ['another runtime', { Runtime: 'python3.13' }, 'Runtime'],
    ['layers', { Layers: ['arn:layer'] }, 'Layers'],
    ['code that is no asset', { Code: { S3Key: 'x' } }, 'Code'],
    ['a role of elsewhere', { Role: 'arn:aws:iam::1:role/other' }, 'Role'],
  ])('refuses %s by its place', (_case, properties, name) => {
    const changed = { ...develop, properties: { ...develop.properties, ...properties } };
    expect(() => make([changed])).toThrow(expect.objectContaining({ place: `TheFunction.Properties.${name}` }));
  });

  it.each([
    ['arn:aws:lambda:us-east-1:111122223333:function:develop-photo:7', 'develop-photo'],
    ['arn:aws:lambda:us-east-1:111122223333:function:develop-photo', 'develop-photo'],
    ['develop-photo', 'develop-photo'],
  ])('knows the function that %s means', (arn, name) => {
    expect(parseFunctionName(arn)).toBe(name);
  });
});

describe('toEventSources', () => {
  const toSources = (resources: readonly ResolvedResource[], policies = [role, poll]) =>
    toEventSources([...resources, develop], toPrincipals(policies));

  it('reads batch size and reports', () => {
    expect(toSources([queue, mapping])).toEqual([
      expect.objectContaining({
        queueArn: QUEUE,
        functionName: 'develop-photo',
        batchSize: 4,
        reportsBatchItemFailures: true,
      }),
    ]);
  });

  it('refuses a role that may not poll, and a queue that shows a message again while its function still works', () => {
    expect(() => toSources([queue, mapping], [role])).toThrow('sqs:ReceiveMessage');
    const hasty = { ...queue, properties: { VisibilityTimeout: 119 } };
    expect(() => toSources([hasty, mapping])).toThrow(
      expect.objectContaining({ place: 'TheQueue.Properties.VisibilityTimeout' }),
    );
    expect(toSources([{ ...queue, properties: { VisibilityTimeout: 120 } }, mapping])).toHaveLength(1);
  });
});

describe('createQueueDelivery', () => {
  const policy = (account: string) =>
    resolved('AWS::SQS::QueuePolicy', {
      Queues: [queue.ref],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Deny',
            Principal: '*',
            Action: 'sqs:*',
            Resource: QUEUE,
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
          {
            Effect: 'Allow',
            Principal: { Service: 's3.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: QUEUE,
            Condition: { StringEquals: { 'aws:SourceAccount': account } },
          },
        ],
      },
    });
  const send = async (account: string) => {
    const resources = [queue, policy(account)];
    const queues = createQueues({ path: ':memory:', definitions: toQueueDefinitions(resources), now: Date.now });
    const deliver = createQueueDelivery({
      queues,
      queuePolicies: toQueuePolicies(resources),
      accountId: '111122223333',
    });
    try {
      await deliver(QUEUE, { Records: [{ s3: { bucket: { name: 'b' } } }] });
      return queues.count(QUEUE).visible;
    } finally {
      queues.close();
    }
  };

  it('sends where the queue’s policy lets S3 of this account in, and nowhere else', async () => {
    expect(await send('111122223333')).toBe(1);
    await expect(send('999999999999')).rejects.toThrow('does not let S3 send');
  });
});

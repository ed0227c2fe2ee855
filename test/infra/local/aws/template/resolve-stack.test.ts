import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnOutput, CfnParameter, CfnResource, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as s3n from 'aws-cdk-lib/aws-s3-notifications';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCloudAssembly } from '../../../../../infra/local/aws/template/cloud-assembly.ts';
import { createPhysicalNames } from '../../../../../infra/local/aws/template/physical-names.ts';
import { type ResolvedStack, resolveStack } from '../../../../../infra/local/aws/template/resolve-stack.ts';
import { parseTemplate } from '../../../../../infra/local/aws/template/template.ts';

const names = createPhysicalNames({
  accountId: '111122223333',
  region: 'us-east-1',
  stackName: 'shots',
  sqsEndpoint: 'http://127.0.0.1:9',
  salt: 'fixed',
});

describe('resolveStack, with what cdk synth writes', () => {
  let directory: string;
  let resolved: ResolvedStack;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'edgeshot-template-'));
    synthesizeExample(directory);
    const { stacks } = await loadCloudAssembly(directory);
    const template = stacks[0]?.template ?? parseTemplate({});
    resolved = resolveStack(template, { names, parameters: { Key: 'a-key' } });
  });
  afterAll(() => rm(directory, { recursive: true }));

  const find = (type: string) => resolved.resources.find((resource) => resource.type === type);

  it('names a bucket as S3 allows: 3–63 lower-case characters', () => {
    expect(find('AWS::S3::Bucket')?.ref).toMatch(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/);
  });

  it('resolves a policy’s resource to the bucket’s ARN', () => {
    const bucket = find('AWS::S3::Bucket')?.ref;
    const policies = resolved.resources.filter(({ type }) => type === 'AWS::IAM::Policy');
    expect(policies.find(({ logicalId }) => logicalId.startsWith('Role'))?.properties).toMatchObject({
      PolicyDocument: {
        Statement: expect.arrayContaining([expect.objectContaining({ Resource: `arn:aws:s3:::${bucket}/jobs/*` })]),
      },
    });
  });

  it('knows the notification of a bucket to a queue, after both of them', () => {
    const types = resolved.resources.map(({ type }) => type);
    expect(types.indexOf('Custom::S3BucketNotifications')).toBeGreaterThan(types.indexOf('AWS::SQS::Queue'));
    const queue = resolved.resources.find(({ type, ref }) => type === 'AWS::SQS::Queue' && ref.includes('Work'));
    expect(find('Custom::S3BucketNotifications')?.properties).toMatchObject({
      NotificationConfiguration: {
        QueueConfigurations: [expect.objectContaining({ QueueArn: queue?.attributes.Arn })],
      },
    });
  });

  it('gives a parameter its value and an output its', () => {
    expect(find('AWS::DynamoDB::Table')?.properties).toMatchObject({ TableName: 'a-key' });
    expect(resolved.outputs).toMatchObject({ Out: 'a-key' });
  });

  it('gives the same names for the same salt, others for another', () => {
    const other = createPhysicalNames({
      accountId: '1',
      region: 'r',
      stackName: 'shots',
      sqsEndpoint: '',
      salt: 'other',
    });
    expect(names.name('Work', 80)).toBe(names.name('Work', 80));
    expect(names.name('Work', 80)).not.toBe(other.name('Work', 80));
  });
});

describe('resolveStack', () => {
  const resolve = (resources: unknown, rest = {}) =>
    resolveStack(parseTemplate({ Resources: resources, ...rest }), { names });

  it.each([
    ['an unknown type', { Odd: { Type: 'AWS::Odd::Thing' } }, 'Odd'],
    [
      'an unknown property',
      { B: { Type: 'AWS::S3::Bucket', Properties: { WebsiteConfiguration: {} } } },
      'B.Properties.WebsiteConfiguration',
    ],
    ['an unknown key of a resource', { B: { Type: 'AWS::S3::Bucket', CreationPolicy: {} } }, 'B.CreationPolicy'],
    [
      'an unknown function deep inside',
      { B: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { 'Fn::Cidr': [] } } } },
      'B.Properties.BucketName',
    ],
    [
      'a circle',
      { A: { Type: 'AWS::SQS::Queue', DependsOn: 'B' }, B: { Type: 'AWS::SQS::Queue', DependsOn: ['A'] } },
      'A',
    ],
  ])('refuses %s by its place', (_case, resources, place) => {
    expect(() => resolve(resources)).toThrow(expect.objectContaining({ place }));
  });

  it('refuses a parameter without a value, and an unknown section', () => {
    expect(() => resolve({}, { Parameters: { P: { Type: 'String' } } })).toThrow(
      expect.objectContaining({ place: 'P' }),
    );
    expect(() => resolve({}, { Transform: 'AWS::Serverless' })).toThrow(
      expect.objectContaining({ place: 'Transform' }),
    );
  });

  it('tells what it leaves out and why, and skips what a condition rules out', () => {
    const { resources, leftOut } = resolve(
      { M: { Type: 'AWS::CDK::Metadata' }, Q: { Type: 'AWS::SQS::Queue', Condition: 'Never' } },
      { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } } },
    );
    expect(resources).toEqual([]);
    expect(leftOut).toEqual([{ logicalId: 'M', type: 'AWS::CDK::Metadata', reason: 'counts uses of constructs' }]);
  });
});

function synthesizeExample(outdir: string): void {
  const app = new App({ outdir, analyticsReporting: false, builtinCloudFormationValidation: false });
  const stack = new Stack(app, 'shots', { env: { region: 'us-east-1' } });
  const key = new CfnParameter(stack, 'Key');
  const bucket = new s3.Bucket(stack, 'Uploads', { versioned: true, enforceSSL: true });
  const work = new sqs.Queue(stack, 'Work', {
    deadLetterQueue: { queue: new sqs.Queue(stack, 'Dead'), maxReceiveCount: 3 },
  });
  bucket.addEventNotification(s3.EventType.OBJECT_CREATED, new s3n.SqsDestination(work), { prefix: 'jobs/' });
  new dynamodb.Table(stack, 'Records', {
    tableName: key.valueAsString,
    partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
  });
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  bucket.grantPut(role, 'jobs/*');
  new CfnResource(stack, 'Topic', { type: 'AWS::SNS::Topic' });
  new CfnOutput(stack, 'Out', { value: key.valueAsString });
  app.synth();
}

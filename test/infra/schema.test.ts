import { beforeAll, describe, expect, it, vi } from 'vitest';
import { CONTEXT_KEYS } from '../../infra/config/context-keys.ts';
import { createSchemaCheck } from './check-schema.ts';
import { readTemplate, type SynthesizedTemplate } from './read-template.ts';
import { VARIANTS } from './variants.ts';

let check: Awaited<ReturnType<typeof createSchemaCheck>>;
beforeAll(async () => {
  vi.stubEnv('CDK_VALIDATION', 'false');
  check = await createSchemaCheck();
});

describe('the template against CloudFormation’s schema', () => {
  it.each(VARIANTS)('%o', (context) => {
    expect(check(readTemplate(context))).toEqual([]);
  });

  it('is held with every option that there is', () => {
    const given = new Set(VARIANTS.flatMap((context) => Object.keys(context)));
    expect(Object.keys(CONTEXT_KEYS).filter((key) => !given.has(key))).toEqual([]);
  });
});

describe('the check itself', () => {
  const of = (Type: string, Properties: Record<string, unknown>): Pick<SynthesizedTemplate, 'Resources'> => ({
    Resources: { Thing: { Type, Properties } },
  });

  it.each([
    [of('AWS::S3::Buket', {}), 'Thing: no type AWS::S3::Buket'],
    [of('AWS::S3::Bucket', { BucketNam: 'a' }), 'Thing: knows no BucketNam'],
    [
      of('AWS::S3::Bucket', { VersioningConfiguration: { Status: 'Enable' } }),
      'Thing.VersioningConfiguration.Status: "Enable" is not of the type string',
    ],
    [of('AWS::S3::BucketPolicy', { PolicyDocument: {} }), 'Thing: lacks Bucket'],
    [
      of('AWS::SQS::Queue', { VisibilityTimeout: 'soon' }),
      'Thing.VisibilityTimeout: "soon" is not of the type integer',
    ],
    [of('AWS::SNS::TopicPolicy', { PolicyDocument: {}, Topics: 'arn' }), 'Thing.Topics: is no list'],
  ])('finds a fault: %#', (template, fault) => {
    expect(check(template)).toEqual([fault]);
  });

  it('takes what a function gives for right', () => {
    expect(check(of('AWS::SQS::Queue', { VisibilityTimeout: { Ref: 'Timeout' } }))).toEqual([]);
  });
});

import { beforeAll, describe, expect, it, vi } from 'vitest';
import { createSchemaCheck } from './check-schema.ts';
import { readTemplate, type SynthesizedTemplate } from './read-template.ts';

let check: Awaited<ReturnType<typeof createSchemaCheck>>;
beforeAll(async () => {
  vi.stubEnv('CDK_VALIDATION', 'false');
  check = await createSchemaCheck();
});

const EVERYTHING = {
  alarm_email: 'ops@example.com',
  domain_names: 'photos.example.com',
  certificate_arn: 'arn:aws:acm:us-east-1:123456789012:certificate/abc',
  signing_keys: 'A,B',
  secret_regions: 'eu-west-1,us-west-2',
  mfa: 'required',
  countries: 'US,MX',
  waf: 'true',
  cloudwatch_dashboard: 'true',
  retain_closed_jobs_days: '730',
  object_lock_days: '90',
  malware_scan: 'true',
  encryption: 'kms',
};

describe('the template against CloudFormation’s schema', () => {
  it.each([
    { stage: 'dev' },
    { stage: 'prod' },
    { stage: 'local' },
    { stage: 'prod', ...EVERYTHING },
    { stage: 'prod', replica_bucket_arn: 'arn:aws:s3:::copies', object_lock_days: '90' },
    { stage: 'dev', upload_via: 's3', delivery: 's3', transfer_acceleration: 'true', deletion_protection: 'false' },
    { stage: 'dev', domain_names: 'p.example.com', hosted_zone_id: 'Z0123456789', hosted_zone_name: 'example.com' },
    { stage: 'dev', issuer: 'https://id.example.com', client_id: 'c', audience: 'a' },
  ])('%o', (context) => {
    expect(check(readTemplate(context))).toEqual([]);
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

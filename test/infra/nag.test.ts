/** The AWS Solutions rules of cdk-nag over every deployment. What they find and is meant is acknowledged where it is made. */
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it, vi } from 'vitest';
import { createTestApp } from './read-template.ts';

/** Wildcards in policies have a stricter test of their own, with a reason for each: wildcards.test.ts. */
const JUDGED_ELSEWHERE = /^AwsSolutions-IAM5\[/;

function listFindings(context: Readonly<Record<string, string>>): readonly string[] {
  vi.stubEnv('CDK_VALIDATION', 'false');
  const { app } = createTestApp(context);
  app.synth();
  return new AwsSolutionsChecks()
    .validateScope(app)
    .violations.filter(({ ruleName }) => !JUDGED_ELSEWHERE.test(ruleName))
    .flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map((resource) => `${ruleName} ${JSON.stringify(resource)}`),
    );
}

describe('the rules of AWS Solutions', () => {
  it.each([
    { stage: 'dev', alarm_email: 'ops@example.com' },
    {
      stage: 'prod',
      mfa: 'required',
      countries: 'US',
      waf: 'true',
      retain_closed_jobs_days: '730',
      object_lock_days: '90',
    },
    { stage: 'local' },
    { stage: 'dev', replica_bucket_arn: 'arn:aws:s3:::copies', malware_scan: 'true' },
    {
      stage: 'prod',
      domain_names: 'photos.example.com',
      certificate_arn: 'arn:aws:acm:us-east-1:123456789012:certificate/abc',
    },
    { stage: 'dev', upload_via: 's3', delivery: 's3', encryption: 'kms' },
  ])('find nothing in %o that is not acknowledged with its reason', (context) => {
    expect(listFindings(context)).toEqual([]);
  });
});

/**
 * No permission of a resource's own policy without a code path: what the local run's template has, the recorder watches
 * (test/support/permission-use.ts); what stands in other deployments alone has its reason there.
 */
import { describe, expect, it, vi } from 'vitest';
import type { Context } from '../../infra/config/context-keys.ts';
import { REASONS } from '../support/permission-use.ts';
import { readTemplate, type Statement, toList, toText } from './read-template.ts';

vi.stubEnv('CDK_VALIDATION', 'false');

/** The property of the policy, by the type of what has one. Functions' permissions are granted to their schedules at the start. */
const POLICIES: Readonly<Record<string, string>> = {
  'AWS::S3::BucketPolicy': 'PolicyDocument',
  'AWS::SQS::QueuePolicy': 'PolicyDocument',
  'AWS::SNS::TopicPolicy': 'PolicyDocument',
  'AWS::KMS::Key': 'KeyPolicy',
  'AWS::SecretsManager::ResourcePolicy': 'ResourcePolicy',
};

interface Granting extends Statement {
  readonly Principal: unknown;
}

/** As the recorder writes them. */
function listLines(context: Context): readonly string[] {
  const { Resources } = readTemplate(context);
  return Object.entries(Resources).flatMap(([id, { Type, Properties }]) => {
    const document = Properties[POLICIES[Type] ?? ''] as { readonly Statement: readonly Granting[] } | undefined;
    const allowing = (document?.Statement ?? []).filter(({ Effect }) => Effect === 'Allow');
    return allowing.flatMap(({ Sid, Principal, Action }) =>
      toList(Action).map((action) => `${id.replace(/[0-9A-F]{8}$/, '')} ${Sid ?? toGrantee(Principal)} ${action}`),
    );
  });
}

const toGrantee = (principal: unknown) => toText(principal).replace(/^.*:root$/, 'root');

const LOCAL = listLines({ stage: 'local' });
const OTHERS: readonly Context[] = [
  { stage: 'dev' },
  { stage: 'prod', alarm_email: 'ops@example.com' },
  { stage: 'prod', encryption: 'kms' },
  { stage: 'prod', malware_scan: 'true', object_lock_days: '90', waf: 'true' },
];

describe('the policies of resources', () => {
  it('let CloudFront read the buckets and S3 tell the queue on a local run: its tests have to use each', () => {
    expect(LOCAL.toSorted()).toEqual([
      'SiteBucketPolicy cloudfront.amazonaws.com s3:GetObject',
      'SiteBucketPolicy cloudfront.amazonaws.com s3:ListBucket',
      'UploadQueuePolicy NotifyOfUploads sqs:SendMessage',
      'UploadsBucketPolicy cloudfront.amazonaws.com s3:GetObject',
      'UploadsBucketPolicy cloudfront.amazonaws.com s3:ListBucket',
    ]);
  });

  it.each(OTHERS)('let nobody else do anything without a reason: %j', (context) => {
    const unexplained = listLines(context).filter((line) => !LOCAL.includes(line) && REASONS[line] === undefined);
    expect(unexplained).toEqual([]);
  });
});

/**
 * No permission of a resource's own policy or of a role without a code path: what a local run's template has, the recorder watches
 * (test/support/permission-use.ts); what stands in other deployments alone has its reason there.
 */
import { describe, expect, it, vi } from 'vitest';
import type { Context } from '../../infra/config/context-keys.ts';
import { REASONS, REASONS_OF_OPTIONS } from '../support/permission-use.ts';
import { listResources, readTemplate, type Statement, toList, toText } from './read-template.ts';
import { VARIANTS } from './variants.ts';

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

interface RoleProperties {
  readonly Roles?: readonly { readonly Ref: string }[];
  readonly PolicyDocument?: { readonly Statement: readonly Statement[] };
  readonly Policies?: readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[];
}

/** What roles may do, as the recorder writes it; logs are taken nowhere here. */
function listRoleLines(context: Context): readonly string[] {
  return Object.entries(readTemplate(context).Resources).flatMap(([id, { Type, Properties }]) => {
    if (Type !== 'AWS::IAM::Role' && Type !== 'AWS::IAM::Policy') return [];
    const { Roles, PolicyDocument, Policies = [] } = Properties as RoleProperties;
    const roles = (Roles ?? [{ Ref: id }]).map(({ Ref }) => Ref.replace(/[0-9A-F]{8}$/, ''));
    const documents = PolicyDocument === undefined ? Policies.map((policy) => policy.PolicyDocument) : [PolicyDocument];
    const allowing = documents.flatMap(({ Statement }) => Statement).filter(({ Effect }) => Effect === 'Allow');
    return roles.flatMap((role) =>
      allowing.flatMap(({ Sid, Action }) => toList(Action).map((action) => `${role} ${Sid ?? '-'} ${action}`)),
    );
  });
}

/** The settings with which system tests start local runs: test/system/bookings.test.ts, test/system/nothing-unseen/crippled-run.ts. */
const WATCHED = new Set(
  [
    { stage: 'local' },
    { stage: 'local', payments: 'test' },
    { stage: 'local', retain_closed_jobs_days: '30', malware_scan: 'true' },
  ].flatMap(listRoleLines),
);

describe('the policies of roles', () => {
  it.each(VARIANTS)('allow nothing that no local run watches without a reason: %j', (context) => {
    const unexplained = listRoleLines(context).filter(
      (line) =>
        !/ logs:/.test(line) && !WATCHED.has(line) && !REASONS_OF_OPTIONS.some(([pattern]) => pattern.test(line)),
    );
    expect(unexplained).toEqual([]);
  });

  it('are all in sight: no role has a policy of AWS', () => {
    const managed = VARIANTS.flatMap((context) =>
      listResources(readTemplate(context), 'AWS::IAM::Role').filter(
        ([, role]) => 'ManagedPolicyArns' in role.Properties,
      ),
    );
    expect(managed.map(([id]) => id)).toEqual([]);
  });

  it('let a function of this region write the log that there is, and make none', () => {
    for (const context of VARIANTS) {
      const ofLogs = listRoleLines(context).filter((line) => / logs:/.test(line) && !/ WriteLogs /.test(line));
      expect(new Set(ofLogs.map((line) => line.split(' ')[2]))).toEqual(
        new Set(['logs:CreateLogStream', 'logs:PutLogEvents']),
      );
    }
  });
});

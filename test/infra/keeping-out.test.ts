import { describe, expect, it, vi } from 'vitest';
import { evaluate } from '../../infra/local/aws/iam/evaluate.ts';
import type { PolicyDocument } from '../../infra/local/aws/iam/policy-document.ts';
import {
  findResource,
  listPolicyStatements,
  listResources,
  readTemplate,
  type SynthesizedTemplate,
  toList,
  toText,
} from './read-template.ts';

vi.stubEnv('CDK_VALIDATION', 'false');

describe('a firewall', () => {
  it('stands before the distribution where it is asked for, and nowhere else', () => {
    expect(listResources(readTemplate({ stage: 'prod' }), 'AWS::WAFv2::WebACL')).toEqual([]);
    const template = readTemplate({ stage: 'prod', waf: 'true' });
    const [id, acl] = findResource(template, 'AWS::WAFv2::WebACL');
    const [, { Properties }] = findResource(template, 'AWS::CloudFront::Distribution');
    expect(Properties.DistributionConfig).toMatchObject({ WebACLId: { 'Fn::GetAtt': [id, 'Arn'] } });
    expect(acl.Properties).toMatchObject({ Scope: 'CLOUDFRONT', DefaultAction: { Allow: {} } });
  });

  it('counts requests by address, and reads no photo', () => {
    const [, { Properties }] = findResource(readTemplate({ stage: 'dev', waf: 'true' }), 'AWS::WAFv2::WebACL');
    const [rate, ...readers] = Properties.Rules as readonly { readonly Name: string; readonly Statement: object }[];
    expect(rate?.Statement).toEqual({ RateBasedStatement: { AggregateKeyType: 'IP', Limit: 10_000 } });
    expect(readers).toHaveLength(3);
    for (const rule of readers) {
      const [, passed = ''] = /"NotStatement":\{"Statement":\{"OrStatement":(.*)/.exec(JSON.stringify(rule)) ?? [];
      expect([...passed.matchAll(/"SearchString":"([^"]*)"/g)].map(([, path]) => path)).toEqual([
        '/upload',
        '/form/upload',
      ]);
    }
  });
});

describe('GuardDuty’s malware scan', () => {
  const scanned = readTemplate({ stage: 'dev', malware_scan: 'true' });

  it('looks at the files of photos where it is asked for, and nowhere else', () => {
    expect(listResources(readTemplate({ stage: 'prod' }), 'AWS::GuardDuty::MalwareProtectionPlan')).toEqual([]);
    const [bucket, uploads] = findResource(scanned, 'AWS::S3::Bucket', 'UploadsBucket');
    const [, plan] = findResource(scanned, 'AWS::GuardDuty::MalwareProtectionPlan');
    expect(plan.Properties).toMatchObject({
      Actions: { Tagging: { Status: 'ENABLED' } },
      ProtectedResource: { S3Bucket: { BucketName: { Ref: bucket }, ObjectPrefixes: ['jobs/'] } },
    });
    expect(uploads.Properties.NotificationConfiguration).toMatchObject({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
      QueueConfigurations: expect.any(Array),
    });
  });

  it.each([
    ['jobs/j-1/p/a.jpg', 'NO_THREATS_FOUND', true],
    ['jobs/j-1/p/a.jpg', 'THREATS_FOUND', false],
    ['jobs/j-1/p/a.jpg', 'UNSUPPORTED', false],
    ['jobs/j-1/p/a.jpg', undefined, false],
    ['thumbs/j-1/p/a.webp', undefined, true],
  ])('lets viewers have %s, tagged %s: %s', (key, tag, isAllowed) => {
    const text = (resource: unknown) => toText(resource).replace(/^UploadsBucket\w+ Arn/, 'arn:aws:s3:::uploads');
    const statements = listPolicyStatements(scanned)
      .filter(([id]) => id.startsWith('UploadsBucketPolicy'))
      .map(([, statement]) => ({ ...statement, Resource: toList(statement.Resource).map(text) }))
      // Which distribution asks is another test's business.
      .map(({ Condition, ...statement }) => (statement.Effect === 'Allow' ? statement : { ...statement, Condition }));
    const decision = evaluate({
      principal: { kind: 'service', name: 'cloudfront.amazonaws.com', policies: [] },
      action: 's3:GetObject',
      resource: `arn:aws:s3:::uploads/${key}`,
      resourcePolicy: { Statement: statements } as unknown as PolicyDocument,
      context: {
        'aws:securetransport': 'true',
        's3:tlsversion': '1.3',
        's3:existingobjecttag/guarddutymalwarescanstatus': tag,
      },
    });
    expect(decision.isAllowed).toBe(isAllowed);
  });

  it('has the edge read the tag that it keeps, and no more', () => {
    const readers = (template: SynthesizedTemplate) =>
      listPolicyStatements(template)
        .filter(([id, { Action }]) => id.startsWith('Edge') && toList(Action).includes('s3:GetObjectTagging'))
        .map(([id]) => id.replace(/[0-9A-F]{8}$/, ''));
    expect(readers(scanned)).toEqual(['EdgePhotosRole']);
    expect(readers(readTemplate({ stage: 'dev' }))).toEqual([]);
  });
});

describe('countries', () => {
  it('are not restricted unless they are named', () => {
    const restrictionsOf = (context: Record<string, string>) => {
      const [, { Properties }] = findResource(readTemplate(context), 'AWS::CloudFront::Distribution');
      return (Properties.DistributionConfig as { readonly Restrictions?: unknown }).Restrictions;
    };
    expect(restrictionsOf({ stage: 'dev' })).toBeUndefined();
    expect(restrictionsOf({ stage: 'dev', countries: 'US,MX' })).toEqual({
      GeoRestriction: { RestrictionType: 'whitelist', Locations: ['US', 'MX'] },
    });
  });
});

describe('a second factor', () => {
  it.each([
    [{}, 'OPTIONAL'],
    [{ mfa: 'required' }, 'ON'],
  ])('%o: %s', (context, configuration) => {
    const [, pool] = findResource(readTemplate({ stage: 'dev', ...context }), 'AWS::Cognito::UserPool');
    expect(pool.Properties).toMatchObject({
      MfaConfiguration: configuration,
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
    });
  });
});

describe('the uploads bucket’s log', () => {
  it('is kept in prod, where S3 alone may write it, and may before it is told to', () => {
    const template = readTemplate({ stage: 'prod' });
    const [logs] = findResource(template, 'AWS::S3::Bucket', 'UploadsLogs');
    const [policyId, policy] = findResource(template, 'AWS::S3::BucketPolicy', 'UploadsLogs');
    const [, uploads] = findResource(template, 'AWS::S3::Bucket', 'UploadsBucket');
    expect(uploads.Properties.LoggingConfiguration).toMatchObject({ DestinationBucketName: { Ref: logs } });
    expect(uploads.DependsOn).toContain(policyId);
    expect(JSON.stringify(policy.Properties.PolicyDocument)).toContain('logging.s3.amazonaws.com');
    expect(JSON.stringify(policy.Properties.PolicyDocument)).toContain('aws:SourceAccount');
  });

  it('is not kept in dev', () => {
    const [, uploads] = findResource(readTemplate({ stage: 'dev' }), 'AWS::S3::Bucket', 'UploadsBucket');
    expect(uploads.Properties).not.toHaveProperty('LoggingConfiguration');
  });

  it('and parts of uploads that never came whole go after a day', () => {
    const [, uploads] = findResource(readTemplate({ stage: 'dev' }), 'AWS::S3::Bucket', 'UploadsBucket');
    expect(uploads.Properties.LifecycleConfiguration).toMatchObject({
      Rules: [{ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }],
    });
  });
});

/** What holds of the template of every deployment, whatever its options. */
import { describe, expect, it, vi } from 'vitest';
import { findResource, listResources, readTemplate } from './read-template.ts';
import { VARIANTS } from './variants.ts';

vi.stubEnv('CDK_VALIDATION', 'false');

describe.each(VARIANTS)('the template of %j', (context) => {
  const template = readTemplate(context);

  it('mails every alarm where it has an address to mail to', () => {
    const topics = listResources(template, 'AWS::SNS::Topic').map(([id]) => ({ Ref: id }));
    expect(topics).toHaveLength(context.alarm_email === undefined ? 0 : 1);
    for (const [id, { Properties }] of listResources(template, 'AWS::CloudWatch::Alarm')) {
      expect([id, Properties.AlarmActions ?? [], Properties.ActionsEnabled ?? true]).toEqual([id, topics, true]);
    }
  });

  it('keeps no log for ever: each of its functions in this region writes into the one log that ends', () => {
    const [log, ...others] = listResources(template, 'AWS::Logs::LogGroup');
    expect(others).toEqual([]);
    expect(log?.[1].Properties.RetentionInDays).toEqual(expect.any(Number));
    const regional = listResources(template, 'AWS::Lambda::Function').filter(
      ([, { DeletionPolicy }]) => DeletionPolicy !== 'Retain',
    );
    expect(regional.length).toBeGreaterThan(1);
    for (const [id, { Properties }] of regional) {
      expect([id, Properties.LoggingConfig]).toEqual([id, { LogGroup: { Ref: log?.[0] } }]);
    }
  });

  it('turns off no protection of what holds photos, people or entries, unless it is told to', () => {
    const isProtected = context.deletion_protection !== 'false';
    for (const [id, { Properties }] of listResources(template, 'AWS::DynamoDB::Table')) {
      const { PointInTimeRecoverySpecification } = Properties;
      expect([id, Properties.DeletionProtectionEnabled ?? false]).toEqual([id, isProtected]);
      expect(PointInTimeRecoverySpecification).toMatchObject({ PointInTimeRecoveryEnabled: true });
    }
    for (const [id, { Properties }] of listResources(template, 'AWS::Cognito::UserPool')) {
      expect([id, Properties.DeletionProtection ?? 'INACTIVE']).toEqual([id, isProtected ? 'ACTIVE' : 'INACTIVE']);
    }
  });

  it('lets CloudFront keep no error, whatever stands before or behind it', () => {
    const [, { Properties }] = findResource(template, 'AWS::CloudFront::Distribution');
    const { CustomErrorResponses } = Properties.DistributionConfig as Record<string, unknown>;
    const statuses = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];
    expect(CustomErrorResponses).toEqual(statuses.map((ErrorCode) => ({ ErrorCode, ErrorCachingMinTTL: 0 })));
  });
});

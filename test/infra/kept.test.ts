import { beforeAll, describe, expect, it, vi } from 'vitest';
import { findResource, listResources, readTemplate, type SynthesizedTemplate } from './read-template.ts';

let dev: SynthesizedTemplate;
beforeAll(() => {
  vi.stubEnv('CDK_VALIDATION', 'false');
  dev = readTemplate({ stage: 'dev' });
});

describe('what is kept when the stack goes', () => {
  it.each([
    ['AWS::S3::Bucket', 2, 'RetainExceptOnCreate'],
    ['AWS::DynamoDB::Table', 2, 'RetainExceptOnCreate'],
    ['AWS::Cognito::UserPool', 1, 'RetainExceptOnCreate'],
    // Replicas would fail the deletion also on the way back of a creation.
    ['AWS::Lambda::Version', 5, 'Retain'],
  ])('%s: all %i', (type, count, policy) => {
    const resources = listResources(dev, type).map(([, each]) => each);
    expect(resources.map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(Array(count).fill(policy));
    expect(resources.map(({ UpdateReplacePolicy }) => UpdateReplacePolicy)).toEqual(Array(count).fill('Retain'));
  });

  it('has no name of its own, which would be taken when the stack is made again', () => {
    const names = ['BucketName', 'TableName', 'UserPoolName', 'FunctionName'];
    const kept = Object.values(dev.Resources).filter(({ Type, DeletionPolicy }) => {
      return DeletionPolicy?.startsWith('Retain') && Type !== 'AWS::Lambda::Version';
    });
    expect(kept).toHaveLength(10);
    for (const { Properties } of kept) expect(names.filter((name) => name in Properties)).toEqual([]);
  });

  it('the functions at the edge, whose replicas outlive it by hours', () => {
    const kept = listResources(dev, 'AWS::Lambda::Function').filter(([, each]) => each.DeletionPolicy === 'Retain');
    expect(kept.map(([id]) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual([
      'EdgeUploadUrl',
      'EdgePhotos',
      'EdgeJobs',
      'EdgeLinks',
      'EdgeFormResponse',
    ]);
  });
});

describe('a first deployment that fails', () => {
  it('finds nothing that resists deletion, where it was told so', () => {
    const first = readTemplate({ stage: 'prod', deletion_protection: 'false' });
    const tables = listResources(first, 'AWS::DynamoDB::Table').map(([, { Properties }]) => Properties);
    expect(tables.map(({ DeletionProtectionEnabled }) => DeletionProtectionEnabled)).toEqual([false, false]);
    const [, pool] = findResource(first, 'AWS::Cognito::UserPool');
    expect(pool.Properties.DeletionProtection).toBe('INACTIVE');
  });

  // The library's copier would leave its files in a bucket that it did not make alone: it tags the bucket as owned.
  it('has put nothing into a bucket, which could not be deleted then', () => {
    expect(listResources(dev, 'Custom::CDKBucketDeployment')).toEqual([]);
    for (const [, { Properties }] of listResources(dev, 'AWS::S3::Bucket')) {
      expect(JSON.stringify(Properties.Tags)).not.toContain('aws-cdk:');
    }
  });
});

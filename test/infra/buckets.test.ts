import { beforeAll, describe, expect, it, vi } from 'vitest';
import {
  findResource,
  listPolicyStatements,
  listResources,
  readTemplate,
  type SynthesizedTemplate,
  toList,
  toText,
} from './read-template.ts';

let dev: SynthesizedTemplate;
let prod: SynthesizedTemplate;
beforeAll(() => {
  vi.stubEnv('CDK_VALIDATION', 'false');
  dev = readTemplate({ stage: 'dev', alarm_email: 'ops@example.com' });
  prod = readTemplate({ stage: 'prod' });
});

describe('buckets', () => {
  it('are private, encrypted, and own what is put into them', () => {
    const buckets = listResources(prod, 'AWS::S3::Bucket');
    expect(buckets).toHaveLength(4);
    for (const [, { Properties }] of buckets)
      expect(Properties).toMatchObject({
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
      });
  });

  it('refuse everybody without TLS', () => {
    for (const [bucket] of listResources(prod, 'AWS::S3::Bucket')) {
      const denied = listPolicyStatements(prod).filter(
        ([, { Effect, Condition, Resource }]) =>
          Effect === 'Deny' &&
          JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":"false"}}' &&
          JSON.stringify(Resource).includes(bucket),
      );
      expect(denied, bucket).toHaveLength(1);
    }
  });

  it('let in nobody but this distribution, and the writers of logs where they are kept', () => {
    const allowed = listResources(prod, 'AWS::S3::BucketPolicy').flatMap(([id]) =>
      listPolicyStatements(prod).filter(([within, { Effect }]) => within === id && Effect === 'Allow'),
    );
    const [distribution] = findResource(prod, 'AWS::CloudFront::Distribution');
    for (const [id, statement] of allowed)
      expect(JSON.stringify(statement.Condition)).toContain(
        /^(AccessLogs|UploadsLogs)/.test(id) ? 'AWS::AccountId' : distribution,
      );
    expect(allowed).toHaveLength(4);
  });

  it('keep every version of a photo for 30 days', () => {
    const [, { Properties }] = findResource(dev, 'AWS::S3::Bucket', 'Uploads');
    expect(Properties).toMatchObject({
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: {
        Rules: [
          {
            NoncurrentVersionExpiration: { NoncurrentDays: 30 },
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          },
        ],
      },
    });
    // Nothing ends the life of what is current.
    expect(JSON.stringify(Properties.LifecycleConfiguration)).not.toMatch(/"Expiration|ExpirationInDays/);
  });

  it('let nobody remove a version of an upload for a time, where a deployment asks for it', () => {
    const template = readTemplate({ stage: 'dev', object_lock_days: '90' });
    const [, uploads] = findResource(template, 'AWS::S3::Bucket', 'Uploads');
    expect(uploads.Properties).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 90 } } },
    });
    const [, plain] = findResource(dev, 'AWS::S3::Bucket', 'Uploads');
    expect(Object.keys(plain.Properties).filter((name) => name.startsWith('ObjectLock'))).toEqual([]);
    const bypassing = listPolicyStatements(template).filter(([, { Action }]) =>
      JSON.stringify(Action).includes('Bypass'),
    );
    expect(bypassing).toEqual([]);
    // The pipeline has to know, for it takes repeats back.
    for (const id of ['Pipeline', 'DeadLettersRecord']) {
      const [, { Properties }] = findResource(template, 'AWS::Lambda::Function', id);
      expect(Properties).toMatchObject({ Environment: { Variables: { OBJECT_LOCK: 'true' } } });
    }
  });

  it('are copied to another region, where a deployment asks for it: photos with their markers, and jobs', () => {
    const copied = readTemplate({ stage: 'dev', replica_bucket_arn: 'arn:aws:s3:::copies', object_lock_days: '9' });
    const [, uploads] = findResource(copied, 'AWS::S3::Bucket', 'Uploads');
    const [role] = findResource(copied, 'AWS::IAM::Role', 'UploadsReplicationRole');
    const rule = (Prefix: string) => ({
      Status: 'Enabled',
      Filter: { Prefix },
      DeleteMarkerReplication: { Status: 'Enabled' },
      Destination: { Bucket: 'arn:aws:s3:::copies' },
    });
    expect(uploads.Properties.ReplicationConfiguration).toMatchObject({
      Role: { 'Fn::GetAtt': [role, 'Arn'] },
      Rules: [rule('jobs/'), rule('records/')],
    });
    const statements = listPolicyStatements(copied).filter(([id]) => id.startsWith('UploadsReplicationRole'));
    const written = statements.filter(([, { Resource }]) => toList(Resource).map(toText).join().includes('copies'));
    expect(written.map(([, { Action, Resource }]) => [Action, Resource])).toEqual([
      [
        ['s3:ReplicateDelete', 's3:ReplicateObject', 's3:ReplicateTags'],
        ['arn:aws:s3:::copies/jobs/*', 'arn:aws:s3:::copies/records/*'],
      ],
    ]);
    expect(JSON.stringify(statements)).toContain('s3:GetObjectRetention');
  });

  it('have CORS only where photos are sent straight to them', () => {
    const [, direct] = findResource(readTemplate({ stage: 'dev', upload_via: 's3' }), 'AWS::S3::Bucket', 'Uploads');
    const [, sameOrigin] = findResource(dev, 'AWS::S3::Bucket', 'Uploads');
    expect(sameOrigin.Properties).not.toHaveProperty('CorsConfiguration');
    expect(direct.Properties.CorsConfiguration).toMatchObject({
      CorsRules: [{ AllowedOrigins: [{ Ref: 'SiteOrigin' }] }],
    });
  });
});

describe('S3 Transfer Acceleration', () => {
  it('is switched on, and known to the edge, where a deployment asks for it', () => {
    const accelerated = readTemplate({ stage: 'dev', upload_via: 's3', transfer_acceleration: 'true' });
    const read = (template: SynthesizedTemplate) => findResource(template, 'AWS::S3::Bucket', 'Uploads')[1].Properties;
    expect(read(accelerated)).toMatchObject({ AccelerateConfiguration: { AccelerationStatus: 'Enabled' } });
    expect(JSON.stringify(accelerated)).toMatch(/upload_via[^a-z]+s3-accelerate/);
    expect(read(dev)).not.toHaveProperty('AccelerateConfiguration');
  });
});

describe('the copies of jobs', () => {
  // What says where a photo went (records/moves/) names nobody.
  const onRecords = /UploadsBucket\w+ Arn\/records\/(?!moves\/)/;

  it('are in reach of the function that writes jobs alone, as notes of that of photos, and refused to CloudFront', () => {
    for (const template of [dev, prod, readTemplate({ stage: 'dev', delivery: 's3' })]) {
      const named = listPolicyStatements(template).filter(([, { Resource }]) =>
        toList(Resource).some((resource) => onRecords.test(toText(resource))),
      );
      expect(named.map(([id, { Effect, Sid }]) => [id.replace(/[0-9A-F]{8}$/, ''), Effect, Sid])).toEqual([
        ['UploadsBucketPolicy', 'Deny', 'DenyRecordsToViewers'],
        // Notes lie apart, under records/notes/.
        ['EdgePhotosRole', 'Allow', 'KeepNotes'],
        ['EdgeJobsRole', 'Allow', 'KeepCopiesOfJobs'],
      ]);
      const wide = listPolicyStatements(template).filter(
        ([, { Effect, Resource }]) =>
          Effect === 'Allow' && toList(Resource).some((resource) => /UploadsBucket\w+ Arn\/\*$/.test(toText(resource))),
      );
      expect(wide.map(([id]) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(['UploadsBucketPolicy']);
    }
  });
});

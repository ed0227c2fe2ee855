/** The uploads under a key of KMS: who may use it follows from what they may do to objects. */
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

let own: SynthesizedTemplate;
beforeAll(() => {
  vi.stubEnv('CDK_VALIDATION', 'false');
  own = readTemplate({ stage: 'prod', encryption: 'kms' });
});

const NEEDED = {
  's3:GetObject': 'kms:Decrypt',
  's3:GetObjectVersion': 'kms:Decrypt',
  's3:PutObject': 'kms:GenerateDataKey',
} as const;

/** By roles: what they have of the key, and what their rights on objects of the uploads need of it. */
function compareRights(template: SynthesizedTemplate) {
  const [key] = findResource(template, 'AWS::KMS::Key');
  const has = new Map<string, Set<string>>();
  const needs = new Map<string, Set<string>>();
  const add = (to: Map<string, Set<string>>, id: string, action: string) =>
    to.set(id, (to.get(id) ?? new Set()).add(action));
  for (const [id, { Effect, Action, Resource }] of listPolicyStatements(template)) {
    if (Effect !== 'Allow' || id.includes('BucketPolicy')) continue;
    const resources = toList(Resource).map(toText).join();
    for (const action of toList(Action)) {
      if (resources.includes(key)) add(has, id, action);
      if (/UploadsBucket/.test(resources) && action in NEEDED) add(needs, id, NEEDED[action as keyof typeof NEEDED]);
    }
  }
  return { has, needs };
}

describe('encryption=kms', () => {
  it('is of the uploads alone, by one key that rotates and outlives the stack', () => {
    const [key, { Properties, ...policies }] = findResource(own, 'AWS::KMS::Key');
    expect(Properties).toMatchObject({ EnableKeyRotation: true });
    expect(policies).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    expect(listResources(own, 'AWS::KMS::Alias')).toEqual([]);
    const encrypted = listResources(own, 'AWS::S3::Bucket').filter(([, bucket]) =>
      JSON.stringify(bucket.Properties.BucketEncryption).includes('kms'),
    );
    expect(encrypted.map(([id, bucket]) => [id.slice(0, 13), bucket.Properties.BucketEncryption])).toEqual([
      [
        'UploadsBucket',
        {
          ServerSideEncryptionConfiguration: [
            {
              BucketKeyEnabled: true,
              ServerSideEncryptionByDefault: {
                SSEAlgorithm: 'aws:kms',
                KMSMasterKeyID: { 'Fn::GetAtt': [key, 'Arn'] },
              },
            },
          ],
        },
      ],
    ]);
  });

  it('lets the account’s own policies say who uses the key, and CloudFront decrypt for this account’s distributions', () => {
    const [, { Properties }] = findResource(own, 'AWS::KMS::Key');
    const { Statement } = Properties.KeyPolicy as { Statement: readonly Record<string, unknown>[] };
    expect(Statement).toHaveLength(2);
    expect(toText(Statement[0]?.Principal)).toMatch(/:iam::AWS::AccountId:root$/);
    expect(Statement[1]).toMatchObject({
      Effect: 'Allow',
      Action: 'kms:Decrypt',
      Principal: { Service: 'cloudfront.amazonaws.com' },
    });
    expect(toText(Statement[1]?.Condition)).toMatch(/:cloudfront::AWS::AccountId:distribution\/\*$/);
  });

  it.each<Record<string, string>>([
    { stage: 'prod' },
    { stage: 'dev', delivery: 's3', upload_via: 's3' },
    { stage: 'dev', malware_scan: 'true', retain_closed_jobs_days: '730', payments: 'test' },
  ])(
    'of %o: who reads objects may decrypt, who writes or signs for them may make data keys, nobody else either',
    (context) => {
      const { has, needs } = compareRights(readTemplate({ ...context, encryption: 'kms' }));
      expect(needs.size).toBeGreaterThanOrEqual(5);
      expect(has).toEqual(needs);
    },
  );

  it('attack: whoever takes a role over cannot ask KMS beside S3', () => {
    const [key] = findResource(own, 'AWS::KMS::Key');
    const uses = listPolicyStatements(own).filter(([, { Resource }]) => JSON.stringify(Resource).includes(key));
    expect(uses.length).toBeGreaterThanOrEqual(5);
    for (const [, { Condition }] of uses)
      expect(Condition).toEqual({ StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } });
  });

  it('adds nothing where S3 has the keys', () => {
    const plain = readTemplate({ stage: 'prod' });
    expect(listResources(plain, 'AWS::KMS::Key')).toEqual([]);
    expect(JSON.stringify(plain)).not.toContain('kms:');
  });
});

/**
 * The key of KMS under which the uploads are encrypted, where a deployment asks for one of its own, and who may use it. S3 asks KMS in the
 * name of whoever signed: who reads an object has to be let decrypt, who writes one (a ticket's signer too) to make a data key. Tags,
 * listings and deletions ask nothing. CloudFront's right stands in the key's own policy, put there with the origin (CDK); it cannot name
 * the distribution, for that names the bucket and the bucket the key, so the bucket's policy alone bounds it to this distribution.
 */
import { Annotations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { BucketEncryption, type BucketProps } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { REGION } from '../config/deployments.ts';
import { KEPT } from './kept.ts';

/** What the bucket is told. With a bucket key S3 asks KMS once for many objects, not for each. */
export function encryptByOwnKey(
  scope: Construct,
): Pick<BucketProps, 'encryption' | 'encryptionKey' | 'bucketKeyEnabled'> {
  const encryptionKey = new Key(scope, 'Key', {
    description: 'Encrypts the uploads of Edgeshot. Without it no photo can be read.',
    enableKeyRotation: true,
    removalPolicy: KEPT,
  });
  Annotations.of(scope).acknowledgeWarning('@aws-cdk/aws-cloudfront-origins:wildcardKeyPolicyForOac');
  return { encryption: BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true };
}

const ACTIONS = { read: 'kms:Decrypt', write: 'kms:GenerateDataKey' } as const;

/** What a role needs beside its rights on objects; nothing where S3 has the keys. By S3 alone: no role may call KMS itself. */
export function useKey(
  { encryptionKey }: { readonly encryptionKey?: IKey | undefined },
  ...uses: (keyof typeof ACTIONS)[]
): PolicyStatement[] {
  if (encryptionKey === undefined || uses.length === 0) return [];
  return [
    new PolicyStatement({
      sid: 'UseTheKeyOfUploads',
      actions: uses.map((use) => ACTIONS[use]),
      resources: [encryptionKey.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } },
    }),
  ];
}

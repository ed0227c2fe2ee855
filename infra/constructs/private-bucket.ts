/** The bucket that all of this stack's are: access by policy only, over TLS only, kept when the stack is deleted. */
import { BlockPublicAccess, Bucket, BucketEncryption, type BucketProps, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { KEPT } from './kept.ts';

type Kept = Pick<
  BucketProps,
  | 'bucketKeyEnabled'
  | 'cors'
  | 'encryption'
  | 'encryptionKey'
  | 'lifecycleRules'
  | 'metrics'
  | 'objectLockDefaultRetention'
  | 'transferAcceleration'
  | 'versioned'
>;

export class PrivateBucket extends Bucket {
  constructor(scope: Construct, id: string, props: Kept = {}) {
    super(scope, id, {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: KEPT,
      ...props,
    });
  }
}

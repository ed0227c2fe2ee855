/**
 * Copies of the uploads in a bucket of another region, made by S3 itself within minutes: photos with their tags and delete markers,
 * and the copies of jobs. Derived images are not among them, for `npm run reindex` makes them again.
 */
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

export interface ReplicationOptions {
  readonly replicaArn: string;
  /** Whether versions are locked: the copies are to be so as well. */
  readonly isLocked: boolean;
}

const PREFIXES = ['jobs/', 'records/'];

/** What replication asks for is in "Setting up permissions for live replication" of the S3 User Guide. */
export function replicate(scope: Construct, bucket: Bucket, { replicaArn, isLocked }: ReplicationOptions): void {
  const resource = bucket.node.defaultChild as CfnBucket;
  const objects = PREFIXES.map((prefix) => bucket.arnForObjects(`${prefix}*`));
  const locks = isLocked ? ['s3:GetObjectRetention', 's3:GetObjectLegalHold'] : [];
  const role = new Role(scope, 'ReplicationRole', { assumedBy: new ServicePrincipal('s3.amazonaws.com') });
  // A policy of its own, which may name the bucket: in the role it would close a circle.
  const statements = [
    new PolicyStatement({
      sid: 'ReadWhatIsToBeCopied',
      actions: ['s3:GetReplicationConfiguration', 's3:ListBucket'],
      resources: [bucket.bucketArn],
    }),
    new PolicyStatement({
      sid: 'ReadVersions',
      actions: ['s3:GetObjectVersionForReplication', 's3:GetObjectVersionAcl', 's3:GetObjectVersionTagging', ...locks],
      resources: objects,
    }),
    new PolicyStatement({
      sid: 'WriteCopies',
      actions: ['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'],
      resources: PREFIXES.map((prefix) => `${replicaArn}/${prefix}*`),
    }),
  ];
  for (const statement of statements) role.addToPolicy(statement);
  resource.replicationConfiguration = {
    role: role.roleArn,
    rules: PREFIXES.map((prefix, index) => ({
      id: `copy-${prefix.slice(0, -1)}`,
      priority: index + 1,
      status: 'Enabled',
      filter: { prefix },
      deleteMarkerReplication: { status: 'Enabled' },
      destination: { bucket: replicaArn },
    })),
  };
}

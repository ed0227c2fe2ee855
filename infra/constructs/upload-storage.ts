/**
 * The bucket of the photos: private, versioned, TLS only. Objects under `jobs/` raise an event to the queue, as does what is written of
 * a photo's move; derived images are kept under `thumbs/`, so that writing one raises no event; the copies of jobs are under `records/`.
 */
import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type Bucket, CfnBucket, HttpMethods, type IBucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { MOVES_PREFIX } from '../../origin/photo-move.ts';
import type { DeploymentConfig } from '../config/deployments.ts';
import { LogBucket } from './log-bucket.ts';
import { MalwareScan } from './malware-scan.ts';
import { PrivateBucket } from './private-bucket.ts';
import { replicate } from './replicate.ts';
import { encryptByOwnKey } from './uploads-key.ts';

export interface UploadStorageProps {
  /** Gets an event for every object under `jobs/`, and for every move of a photo. */
  readonly uploadQueue: Queue;
  /** The page's origin, where it sends photos straight to the bucket; undefined: never. */
  readonly corsOrigin?: string;
  /** How long S3's log of every request for the bucket is kept; null: there is none. */
  readonly logRetentionDays: number | null;
  /** Whether S3 counts the bucket's requests. */
  readonly requestMetrics: boolean;
  readonly config: Pick<
    DeploymentConfig,
    'objectLockDays' | 'replicaBucketArn' | 'malwareScan' | 'transferAcceleration' | 'encryption'
  >;
}

/** What S3's metrics of the bucket's requests are kept under. */
export const REQUEST_METRICS_ID = 'EntireBucket';

/** How long what was overwritten or deleted can be brought back. */
const RESTORABLE_DAYS = 30;

export class UploadStorage extends Construct {
  readonly bucket: IBucket;

  constructor(
    scope: Construct,
    id: string,
    {
      uploadQueue,
      corsOrigin,
      logRetentionDays,
      requestMetrics,
      config: { objectLockDays: lockDays, replicaBucketArn: replicaArn, malwareScan, transferAcceleration, encryption },
    }: UploadStorageProps,
  ) {
    super(scope, id);
    const bucket = new PrivateBucket(this, 'Bucket', {
      versioned: true,
      lifecycleRules: [
        {
          id: 'expire-noncurrent-versions',
          abortIncompleteMultipartUploadAfter: Duration.days(1),
          noncurrentVersionExpiration: Duration.days(RESTORABLE_DAYS),
          expiredObjectDeleteMarker: true,
        },
      ],
      ...(requestMetrics ? { metrics: [{ id: REQUEST_METRICS_ID }] } : {}),
      ...(encryption === 'kms' ? encryptByOwnKey(this) : {}),
      ...(transferAcceleration ? { transferAcceleration } : {}),
      ...(corsOrigin === undefined ? {} : { cors: [toCorsRule(corsOrigin)] }),
      // Governance: who holds s3:BypassGovernanceRetention can undo a mistake. No role of the stack does.
      ...(lockDays === null
        ? {}
        : { objectLockDefaultRetention: ObjectLockRetention.governance(Duration.days(lockDays)) }),
    });
    denyRecordsToViewers(bucket);
    notify(bucket, uploadQueue, malwareScan);
    if (malwareScan) new MalwareScan(this, 'Scan', bucket);
    if (replicaArn !== null) replicate(this, bucket, { replicaArn, isLocked: lockDays !== null });
    if (logRetentionDays === null) acknowledgeNoLog(bucket);
    else log(this, bucket, logRetentionDays);
    // The library's class and its interface differ under exactOptionalPropertyTypes.
    this.bucket = bucket as IBucket;
  }
}

/**
 * S3's own log: who wrote and read which object, when, from where. Uploads show in it as S3 saw them, which CloudFront's log cannot
 * tell. S3 refuses the setting until it may write, so the log bucket's policy comes first.
 */
function log(scope: Construct, bucket: Bucket, retentionDays: number): void {
  const logs = new LogBucket(scope, 'Logs', {
    writer: 'logging.s3.amazonaws.com',
    sid: 'WriteServerAccessLogs',
    retentionDays,
  });
  toResource(bucket).loggingConfiguration = {
    destinationBucketName: logs.bucket.bucketName,
    targetObjectKeyFormat: { partitionedPrefix: { partitionDateSource: 'EventTime' } },
  };
  bucket.node.addDependency(logs.writable);
}

function acknowledgeNoLog(bucket: Bucket): void {
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason: 'This deployment keeps no logs of requests: `access_logs` is false. In prod it is true.',
  });
}

function toResource(bucket: Bucket): CfnBucket {
  const resource = bucket.node.defaultChild;
  if (!(resource instanceof CfnBucket)) throw new TypeError('an S3 bucket without a resource');
  return resource;
}

function toCorsRule(origin: string) {
  return {
    allowedOrigins: [origin],
    allowedMethods: [HttpMethods.POST, HttpMethods.PUT, HttpMethods.GET],
    allowedHeaders: ['*'],
    exposedHeaders: ['ETag'],
    maxAge: 3600,
  };
}

/**
 * The copies of jobs (origin/job-file.ts) name people and addresses. No path of the distribution leads to them; should one
 * ever do so by mistake, the bucket itself refuses.
 */
function denyRecordsToViewers(bucket: Bucket): void {
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'DenyRecordsToViewers',
      effect: Effect.DENY,
      principals: [new ServicePrincipal('cloudfront.amazonaws.com')],
      actions: ['s3:GetObject*', 's3:PutObject*'],
      resources: [bucket.arnForObjects('records/*')],
    }),
  );
}

/**
 * Sets the notification as a property of the bucket. The L2 would add a custom resource, a Lambda and a role that may
 * rewrite every bucket's notifications. S3 tries the queue when the property is set, so the queue's policy comes first;
 * it cannot name the bucket, which would close a circle, and names the account instead.
 */
function notify(bucket: Bucket, queue: Queue, malwareScan: boolean): void {
  const { account } = Stack.of(bucket);
  const granted = queue.addToResourcePolicy(
    new PolicyStatement({
      sid: 'NotifyOfUploads',
      principals: [new ServicePrincipal('s3.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    }),
  );
  if (granted.policyDependable) bucket.node.addDependency(granted.policyDependable);
  toResource(bucket).notificationConfiguration = {
    // GuardDuty would turn it on, and the stack off again.
    ...(malwareScan ? { eventBridgeConfiguration: { eventBridgeEnabled: true } } : {}),
    queueConfigurations: ['jobs/', MOVES_PREFIX].map((value) => ({
      event: 's3:ObjectCreated:*',
      queue: queue.queueArn,
      filter: { s3Key: { rules: [{ name: 'prefix', value }] } },
    })),
  };
}

/** A bucket that AWS services write logs into, each of which goes after its time. */
import { Aws, Duration, Validations } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct, type IDependable } from 'constructs';
import { PrivateBucket } from './private-bucket.ts';

export interface LogBucketProps {
  /** Which service writes, and the `Sid` under which it may. */
  readonly writer: string;
  readonly sid: string;
  readonly retentionDays: number;
}

export class LogBucket extends Construct {
  readonly bucket: PrivateBucket;
  /** What must be there before a service is told to write: it tries at once. */
  readonly writable: IDependable;

  constructor(scope: Construct, id: string, { writer, sid, retentionDays }: LogBucketProps) {
    super(scope, id);
    this.bucket = new PrivateBucket(this, 'Bucket', {
      lifecycleRules: [{ id: 'expire', expiration: Duration.days(retentionDays) }],
    });
    const granted = this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid,
        principals: [new ServicePrincipal(writer)],
        actions: ['s3:PutObject'],
        resources: [this.bucket.arnForObjects('*')],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    this.writable = granted.policyDependable ?? this.bucket;
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'It holds logs: a log of who wrote them would be another such bucket, and so on.',
    });
  }
}

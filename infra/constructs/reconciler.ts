/** Who finds what nothing told of: reconcile, by schedule (docs/decisions/0054-reconcile-by-pages.md). */
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { PASS_PARTITION } from '../../origin/adapters/pass-store.ts';
import type { PipelineProps } from './pipeline.ts';
import { JOBS_ONLY } from './recording-permissions.ts';
import { createScheduledFunction } from './scheduled-function.ts';

export interface ReconcilerProps extends Omit<PipelineProps, 'settings' | 'isLocked'> {
  readonly everyMinutes: number;
}

/** Less than the shortest period, so that no two passes go on at once. */
const TIMEOUT = Duration.minutes(11);
/** What is younger may be on its way: a file whose worker died is tried again after eighteen minutes. */
const MIN_AGE = Duration.hours(1);

export class Reconciler extends Construct {
  readonly reconcile: LambdaFunction;

  constructor(scope: Construct, id: string, { deployment, code, everyMinutes, ...props }: ReconcilerProps) {
    super(scope, id);
    const { uploadQueue, uploads, records, logGroup } = props;
    this.reconcile = createScheduledFunction(this, 'Reconcile', {
      description: 'Compares the bucket with the records, and sends what none tells of to the pipeline.',
      every: Duration.minutes(everyMinutes),
      when: 'When bucket and records are compared.',
      code,
      statements: toStatements(props),
      timeout: TIMEOUT,
      memorySize: 512,
      logGroup,
      environment: {
        STAGE: deployment,
        UPLOADS_BUCKET: uploads.bucketName,
        TABLE: records.table.tableName,
        QUEUE_URL: uploadQueue.queue.queueUrl,
        MIN_AGE_SECONDS: String(MIN_AGE.toSeconds()),
      },
    });
  }
}

function toStatements({
  uploadQueue,
  uploads,
  records,
}: Omit<ReconcilerProps, 'deployment' | 'code' | 'everyMinutes'>) {
  return [
    new PolicyStatement({
      sid: 'ListUploads',
      actions: ['s3:ListBucketVersions'],
      resources: [uploads.bucketArn],
      conditions: { StringLike: { 's3:prefix': ['jobs/*'] } },
    }),
    new PolicyStatement({
      sid: 'ReadRecordsOfPhotos',
      actions: ['dynamodb:Query'],
      resources: [records.table.tableArn],
      conditions: JOBS_ONLY,
    }),
    new PolicyStatement({
      // A scan names no key. Nobody asks this function for anything.
      sid: 'FindJobsOfWhichTheBucketHasNothing',
      actions: ['dynamodb:Scan'],
      resources: [records.table.tableArn],
    }),
    new PolicyStatement({
      sid: 'RememberThePass',
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      resources: [records.table.tableArn],
      conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [PASS_PARTITION] } },
    }),
    new PolicyStatement({
      sid: 'SendToThePipeline',
      actions: ['sqs:SendMessage'],
      resources: [uploadQueue.queue.queueArn],
    }),
  ];
}

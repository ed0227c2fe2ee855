/** What happens to a photo that has arrived: bucket → queue → develop-photo, and a dead-letter queue for what fails five times. */
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ALBUM_INDEX } from '../../origin/album-index.ts';
import type { PipelineSettings } from '../config/deployments.ts';
import type { Records } from './records.ts';

const TIMEOUT_SECONDS = 180;
/** A core (Lambda gives one at 1,769 MiB) and room for a HEIC of 48 megapixels, which takes 1.2 GiB to decode. */
const MEMORY_MIB = 2048;
const MAX_RECEIVES = 5;
/** Rows of jobs: the only ones that there are. */
const JOBS_ONLY = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['JOB#*'] } };

export class UploadQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      // Six times the function's timeout, as the Lambda guide asks: a batch in work is not handed out again.
      visibilityTimeout: Duration.seconds(6 * TIMEOUT_SECONDS),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
    });
  }
}

export interface PipelineProps {
  readonly code: string;
  readonly uploadQueue: UploadQueue;
  readonly uploads: IBucket;
  readonly records: Records;
  readonly logGroup: LogGroup;
  readonly settings: PipelineSettings;
}

export class Pipeline extends Construct {
  readonly developPhoto: LambdaFunction;

  constructor(scope: Construct, id: string, { code, uploadQueue, settings, ...props }: PipelineProps) {
    super(scope, id);
    const { uploads, records, logGroup } = props;
    this.developPhoto = new LambdaFunction(this, 'DevelopPhoto', {
      description: 'Reads an arrived photo, makes its thumbnails and writes its record.',
      runtime: Runtime.NODEJS_24_X,
      // The architecture of the packed libvips.
      architecture: Architecture.X86_64,
      handler: 'index.handler',
      code: Code.fromAsset(code),
      timeout: Duration.seconds(TIMEOUT_SECONDS),
      memorySize: MEMORY_MIB,
      ...(settings.reserve === null ? {} : { reservedConcurrentExecutions: settings.reserve }),
      logGroup,
      environment: {
        UPLOADS_BUCKET: uploads.bucketName,
        TABLE: records.table.tableName,
        AUDIT_TABLE: records.audit.tableName,
      },
    });
    this.developPhoto.addEventSource(
      // One at a time: a photo that kills its worker or takes a minute costs no other one a try, neither at first nor after a redrive.
      new SqsEventSource(uploadQueue.queue, {
        batchSize: 1,
        maxConcurrency: settings.concurrency,
        reportBatchItemFailures: true,
      }),
    );
    for (const statement of toStatements(uploads, records)) this.developPhoto.addToRolePolicy(statement);
  }
}

function toStatements(uploads: IBucket, records: Records): readonly PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: 'ReadOriginals',
      actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectTagging', 's3:GetObjectVersionTagging'],
      resources: [uploads.arnForObjects('jobs/*')],
    }),
    new PolicyStatement({
      sid: 'NameByBytesAndWriteEditTags',
      actions: ['s3:PutObject', 's3:PutObjectTagging', 's3:PutObjectVersionTagging'],
      resources: [uploads.arnForObjects('jobs/*')],
    }),
    new PolicyStatement({
      sid: 'HideUnderDeletedPhotosAndTakeRepeatsBack',
      actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
      resources: ['jobs/*', 'thumbs/*'].map((pattern) => uploads.arnForObjects(pattern)),
    }),
    new PolicyStatement({
      sid: 'WriteDerivedImages',
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: [uploads.arnForObjects('thumbs/*')],
    }),
    new PolicyStatement({
      sid: 'DistinguishMissingFromForbidden',
      actions: ['s3:ListBucket', 's3:ListBucketVersions'],
      resources: [uploads.bucketArn],
      conditions: { StringLike: { 's3:prefix': ['jobs/*', 'thumbs/*'] } },
    }),
    ...toRecordStatements(records),
  ];
}

function toRecordStatements(records: Records): readonly PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: 'ReadAndWriteRecords',
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
      resources: [records.table.tableArn],
      conditions: JOBS_ONLY,
    }),
    new PolicyStatement({
      sid: 'FindCovers',
      actions: ['dynamodb:Query'],
      resources: [`${records.table.tableArn}/index/${ALBUM_INDEX}`],
      conditions: JOBS_ONLY,
    }),
    new PolicyStatement({
      sid: 'AppendToAuditLog',
      actions: ['dynamodb:PartiQLInsert'],
      resources: [records.audit.tableArn],
    }),
  ];
}

/**
 * What happens to a photo that has arrived: bucket → queue → develop-photo, and a dead-letter queue for what fails five times
 * (dead-letter-recorder.ts).
 */
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { PipelineSettings } from '../config/deployments.ts';
import { feedFromQueue } from './feed-from-queue.ts';
import { createLoggingRole } from './logging-role.ts';
import { toRecordingStatements } from './recording-permissions.ts';
import type { Records } from './records.ts';

const TIMEOUT_SECONDS = 180;
/** A core (Lambda gives one at 1,769 MiB) and room for a HEIC of 48 megapixels, which takes 1.2 GiB to decode. */
const MEMORY_MIB = 2048;
const MAX_RECEIVES = 5;
/** Of the function that records what could not be developed. */
export const RECORDING_SECONDS = 120;

export class UploadQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      visibilityTimeout: Duration.seconds(6 * RECORDING_SECONDS),
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
  readonly deployment: string;
  /** Whether the bucket keeps versions from being removed. */
  readonly isLocked: boolean;
}

export class Pipeline extends Construct {
  readonly developPhoto: LambdaFunction;

  constructor(
    scope: Construct,
    id: string,
    { code, uploadQueue, settings, deployment, isLocked, ...props }: PipelineProps,
  ) {
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
      role: createLoggingRole(this, 'DevelopPhoto', logGroup),
      logGroup,
      environment: {
        STAGE: deployment,
        UPLOADS_BUCKET: uploads.bucketName,
        TABLE: records.table.tableName,
        AUDIT_TABLE: records.audit.tableName,
        ...(isLocked ? { OBJECT_LOCK: 'true' } : {}),
      },
    });
    // One at a time: a photo that kills its worker or takes a minute costs no other one a try, neither at first nor after a redrive.
    feedFromQueue(this.developPhoto, uploadQueue.queue, { batchSize: 1, maxConcurrency: settings.concurrency });
    for (const statement of toRecordingStatements(uploads, records)) this.developPhoto.addToRolePolicy(statement);
    this.developPhoto.addToRolePolicy(
      new PolicyStatement({
        sid: 'WriteDerivedImages',
        actions: ['s3:PutObject'],
        resources: [uploads.arnForObjects('thumbs/*')],
      }),
    );
  }
}

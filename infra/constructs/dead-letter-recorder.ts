/**
 * Who looks after the dead letters: record-dead-letters writes each photo into its album, not developed
 * (docs/decisions/0053-dead-letters-are-recorded.md).
 */
import { Duration } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { feedFromQueue } from './feed-from-queue.ts';
import { createLoggingRole } from './logging-role.ts';
import { type PipelineProps, RECORDING_SECONDS } from './pipeline.ts';
import { toRecordingStatements } from './recording-permissions.ts';

export type DeadLetterRecorderProps = Omit<PipelineProps, 'settings'>;

const BATCH_SIZE = 5;
/** The fewest that Lambda takes: a flood of dead letters must not take the executions of what made them so. */
const CONCURRENCY = 2;

export class DeadLetterRecorder extends Construct {
  readonly recordDeadLetters: LambdaFunction;

  constructor(
    scope: Construct,
    id: string,
    { deployment, code, uploadQueue, isLocked, ...props }: DeadLetterRecorderProps,
  ) {
    super(scope, id);
    const { uploads, records, logGroup } = props;
    this.recordDeadLetters = new LambdaFunction(this, 'RecordDeadLetters', {
      description: 'Writes photos into their albums that could not be developed.',
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromAsset(code),
      timeout: Duration.seconds(RECORDING_SECONDS),
      memorySize: 512,
      role: createLoggingRole(this, 'RecordDeadLetters', logGroup),
      logGroup,
      environment: {
        STAGE: deployment,
        UPLOADS_BUCKET: uploads.bucketName,
        TABLE: records.table.tableName,
        AUDIT_TABLE: records.audit.tableName,
        ...(isLocked ? { OBJECT_LOCK: 'true' } : {}),
      },
    });
    feedFromQueue(this.recordDeadLetters, uploadQueue.deadLetters, {
      batchSize: BATCH_SIZE,
      maxConcurrency: CONCURRENCY,
    });
    for (const statement of toRecordingStatements(uploads, records)) this.recordDeadLetters.addToRolePolicy(statement);
  }
}

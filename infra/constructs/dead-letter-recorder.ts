/**
 * Who looks after the dead letters: record-dead-letters writes each photo into its album, not developed
 * (docs/decisions/0053-dead-letters-are-recorded.md).
 */
import { Duration } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import { type PipelineProps, RECORDING_SECONDS } from './pipeline.ts';
import { toRecordingStatements } from './recording-permissions.ts';

export interface DeadLetterRecorderProps extends Omit<PipelineProps, 'settings'> {
  readonly deployment: string;
}

const BATCH_SIZE = 5;
/** The fewest that Lambda takes: a flood of dead letters must not take the executions of what made them so. */
const CONCURRENCY = 2;

export class DeadLetterRecorder extends Construct {
  readonly recordDeadLetters: LambdaFunction;

  constructor(scope: Construct, id: string, { deployment, code, uploadQueue, ...props }: DeadLetterRecorderProps) {
    super(scope, id);
    const { uploads, records, logGroup } = props;
    this.recordDeadLetters = new LambdaFunction(this, 'RecordDeadLetters', {
      description: 'Writes photos into their albums that could not be developed.',
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromAsset(code),
      timeout: Duration.seconds(RECORDING_SECONDS),
      memorySize: 512,
      logGroup,
      environment: {
        STAGE: deployment,
        UPLOADS_BUCKET: uploads.bucketName,
        TABLE: records.table.tableName,
        AUDIT_TABLE: records.audit.tableName,
      },
    });
    this.recordDeadLetters.addEventSource(
      new SqsEventSource(uploadQueue.deadLetters, {
        batchSize: BATCH_SIZE,
        maxConcurrency: CONCURRENCY,
        reportBatchItemFailures: true,
      }),
    );
    for (const statement of toRecordingStatements(uploads, records)) this.recordDeadLetters.addToRolePolicy(statement);
  }
}

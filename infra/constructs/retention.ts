/** Who removes the photos of jobs that have been over for so long, once a day, where a deployment has that rule (origin/enforce-retention.ts). */
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { HOLDS_PREFIX } from '../../origin/hold.ts';
import { ACTIVITY_INDEX } from '../../origin/job-records.ts';
import { NOTES_PREFIX, PHOTO_NOTES_PARTITION } from '../../origin/notes.ts';
import { formatJobKey } from '../../origin/record-key.ts';
import type { PipelineProps } from './pipeline.ts';
import { createScheduledFunction } from './scheduled-function.ts';

export interface RetentionProps extends Omit<PipelineProps, 'settings' | 'uploadQueue' | 'isLocked'> {
  readonly days: number;
}

export class Retention extends Construct {
  readonly enforceRetention: LambdaFunction;

  constructor(scope: Construct, id: string, { deployment, code, days, ...props }: RetentionProps) {
    super(scope, id);
    const { uploads, records, logGroup } = props;
    this.enforceRetention = createScheduledFunction(this, 'EnforceRetention', {
      description: 'Removes the photos of jobs that have been over for long enough.',
      every: Duration.days(1),
      when: 'When photos that have had their time are removed.',
      code,
      statements: toStatements(props),
      timeout: Duration.minutes(15),
      memorySize: 256,
      logGroup,
      environment: {
        STAGE: deployment,
        UPLOADS_BUCKET: uploads.bucketName,
        TABLE: records.table.tableName,
        AUDIT_TABLE: records.audit.tableName,
        RETAIN_DAYS: String(days),
      },
    });
  }
}

/** Under which keys lies what goes. */
const REMOVED = ['jobs/*', 'thumbs/*', `${NOTES_PREFIX}*`];

function toStatements({ uploads, records }: Pick<RetentionProps, 'uploads' | 'records'>) {
  return [
    new PolicyStatement({
      sid: 'RemovePhotosForGood',
      actions: ['s3:DeleteObjectVersion'],
      resources: REMOVED.map((pattern) => uploads.arnForObjects(pattern)),
    }),
    new PolicyStatement({
      sid: 'ListPhotos',
      actions: ['s3:ListBucketVersions'],
      resources: [uploads.bucketArn],
      conditions: { StringLike: { 's3:prefix': REMOVED } },
    }),
    new PolicyStatement({
      sid: 'LookForHolds',
      actions: ['s3:ListBucket'],
      resources: [uploads.bucketArn],
      conditions: { StringLike: { 's3:prefix': [`${HOLDS_PREFIX}*`] } },
    }),
    ...toRecordStatements(records),
  ];
}

function toRecordStatements({ table, audit }: RetentionProps['records']) {
  const { tableArn } = table;
  return [
    new PolicyStatement({
      sid: 'FindQuietJobs',
      actions: ['dynamodb:Query'],
      resources: [`${tableArn}/index/${ACTIVITY_INDEX}`],
    }),
    new PolicyStatement({
      sid: 'RemoveRecords',
      actions: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:BatchWriteItem', 'dynamodb:UpdateItem'],
      resources: [tableArn],
      conditions: {
        'ForAllValues:StringLike': {
          'dynamodb:LeadingKeys': [`${formatJobKey('').pk}*`, `${PHOTO_NOTES_PARTITION}*`],
        },
      },
    }),
    new PolicyStatement({
      sid: 'AppendToAuditLog',
      actions: ['dynamodb:PartiQLInsert'],
      resources: [audit.tableArn],
    }),
  ];
}

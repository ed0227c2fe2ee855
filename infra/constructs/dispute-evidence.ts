/**
 * Who answers disputes with a draft: a queue that the webhook fills, and draft-evidence, with a key of Stripe's and a role that are for
 * nothing else (docs/decisions/0084-evidence-by-a-queue.md). It reads bookings, jobs, photos and entries, and writes no more than its own rows.
 */
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { formatBookingKey } from '../../origin/booking-record.ts';
import { formatEvidenceKey } from '../../origin/evidence-record.ts';
import { formatJobKey } from '../../origin/record-key.ts';
import { EdgeSecretStore } from './edge-secret.ts';
import { ofJobs, ofRows, readSecret } from './edge-statements.ts';
import { feedFromQueue } from './feed-from-queue.ts';
import { createLoggingRole } from './logging-role.ts';
import type { Records } from './records.ts';
import { useKey } from './uploads-key.ts';

export interface DisputeEvidenceProps {
  readonly deployment: string;
  readonly code: string;
  readonly uploads: IBucket;
  readonly records: Records;
  readonly logGroup: LogGroup;
}

/** Eighteen pictures to turn into JPEG, and one upload. */
const TIMEOUT_SECONDS = 60;
const MAX_RECEIVES = 5;
/** The fewest that Lambda takes: disputes are rare. */
const CONCURRENCY = 2;

export class DisputeEvidence extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly secret: EdgeSecretStore;

  constructor(scope: Construct, id: string, { deployment, code, ...props }: DisputeEvidenceProps) {
    super(scope, id);
    const { uploads, records, logGroup } = props;
    const shared = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) };
    this.deadLetters = new Queue(this, 'DeadLetters', shared);
    this.queue = new Queue(this, 'Queue', {
      ...shared,
      visibilityTimeout: Duration.seconds(6 * TIMEOUT_SECONDS),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
    });
    this.secret = new EdgeSecretStore(this, 'Secret', {
      ...{ deployment, name: 'stripe-evidence', replicaRegions: [] },
      description: "Stripe's key for evidence.",
    });
    const draftEvidence = new LambdaFunction(this, 'DraftEvidence', {
      description: 'Makes a document of a disputed booking and attaches it to the dispute at Stripe, as a draft.',
      runtime: Runtime.NODEJS_24_X,
      // The architecture of the packed libvips.
      architecture: Architecture.X86_64,
      handler: 'index.handler',
      code: Code.fromAsset(code),
      timeout: Duration.seconds(TIMEOUT_SECONDS),
      memorySize: 1769,
      role: createLoggingRole(this, 'DraftEvidence', logGroup),
      logGroup,
      environment: {
        ...{ STAGE: deployment, SECRET_ID: this.secret.id },
        UPLOADS_BUCKET: uploads.bucketName,
        TABLE: records.table.tableName,
        AUDIT_TABLE: records.audit.tableName,
      },
    });
    feedFromQueue(draftEvidence, this.queue, { batchSize: 1, maxConcurrency: CONCURRENCY });
    for (const statement of toStatements(props, this.secret.arns)) draftEvidence.addToRolePolicy(statement);
  }
}

function toStatements(
  { uploads, records }: Pick<DisputeEvidenceProps, 'uploads' | 'records'>,
  secretArns: readonly string[],
): readonly PolicyStatement[] {
  const { table, audit } = records;
  const ownRows = `${formatEvidenceKey('').pk}*`;
  return [
    readSecret('ReadEvidenceKey', secretArns),
    ofRows(table.tableArn, 'ReadTheCase', {
      actions: ['dynamodb:GetItem', 'dynamodb:Query'],
      keys: [`${formatBookingKey('').pk}*`, `${formatJobKey('').pk}*`, ownRows],
    }),
    ofJobs(audit.tableArn, 'ReadAndAppendToAuditLog', ['dynamodb:Query', 'dynamodb:PartiQLInsert']),
    ofRows(table.tableArn, 'WriteEvidence', {
      actions: ['dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate'],
      keys: [ownRows],
    }),
    new PolicyStatement({
      sid: 'ReadPreviews',
      actions: ['s3:GetObject'],
      resources: [uploads.arnForObjects('thumbs/*')],
    }),
    ...useKey(uploads, 'read'),
  ];
}

/** What the functions of bookings may do: their own rows, jobs as whoever makes jobs, and nothing of photos. */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { formatBookingKey, formatStripeEventKey } from '../../origin/booking-record.ts';
import { formatEvidenceKey } from '../../origin/evidence-record.ts';
import { formatJobKey } from '../../origin/record-key.ts';
import { allowWritingJobs } from './edge-functions.ts';
import type { Records } from './records.ts';

export interface BookingPermissionProps {
  readonly uploads: IBucket;
  readonly records: Records;
  readonly tokenSecretArns: readonly string[];
  readonly stripeSecretArns: readonly string[];
  readonly evidenceQueueArn: string;
}

/** Partition keys of rows that only bookings have. */
const BOOKING_KEYS = [
  `${formatBookingKey('').pk}*`,
  'BOOKINGS#*',
  'SLOT#*',
  `${formatStripeEventKey('').pk}*`,
  `${formatJobKey('').pk}*`,
];

export function toBookingStatements(props: BookingPermissionProps) {
  const { uploads, records, tokenSecretArns, stripeSecretArns, evidenceQueueArn } = props;
  const table = records.table.tableArn;
  const shared = () => [
    readSecret('ReadStripeKeys', stripeSecretArns),
    ofRows(table, 'ReadBookingsAndJobs', {
      actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
      keys: [...BOOKING_KEYS, `${formatEvidenceKey('').pk}*`],
    }),
    new PolicyStatement({ sid: 'AskForEvidence', actions: ['sqs:SendMessage'], resources: [evidenceQueueArn] }),
    ofRows(table, 'WriteBookings', {
      actions: ['dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate'],
      keys: BOOKING_KEYS,
    }),
    ...allowWritingJobs({ uploads, records }),
  ];
  const edge: PolicyStatement[] = [
    ...shared(),
    readSecret('ReadTokenKeys', tokenSecretArns),
    ofRows(table, 'CountBookingsAsked', { actions: ['dynamodb:UpdateItem'], keys: ['LIMIT#*'] }),
  ];
  return { edge, reconciler: shared() };
}

function readSecret(sid: string, secretArns: readonly string[]): PolicyStatement {
  return new PolicyStatement({ sid, actions: ['secretsmanager:GetSecretValue'], resources: [...secretArns] });
}

interface RowActions {
  readonly actions: string[];
  /** Patterns of partition keys. */
  readonly keys: string[];
}

function ofRows(table: string, sid: string, { actions, keys }: RowActions): PolicyStatement {
  const conditions = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } };
  return new PolicyStatement({ sid, actions, resources: [table], conditions });
}

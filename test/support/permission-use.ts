/**
 * Which permissions of the template's roles, and of its buckets' and queues' policies, nothing has used in a whole run of tests: each local run leaves a list when it ends,
 * and the end of the run of tests names what stands in all of them as unused. A run of every system test fails by what has no reason.
 */
import { copyFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PermissionUse } from '../../infra/local/aws/iam/permission-use.ts';
import { PREPARED } from './prepared-folder.ts';

const NAME = /^permissions-\w+\.json$/;
/** What the local run takes nowhere: functions log into the run's own log. */
const NOT_HERE = /^logs:/;

/** What no local run uses, by what needs it all the same, and which test shows that. */
export const REASONS: Readonly<Record<string, string>> = {
  'EdgePhotosRole ReadAndEditRecords dynamodb:UpdateItem':
    'a photo that is changed between its arrival and its event is adopted (edge/routes/change-photo.ts): a moment that no local run can be held in',
  'EdgePhotosRole ReadAndEditRecords dynamodb:PartiQLInsert':
    'a change of a photo makes the row of a job that nobody has made (edge/adapters/partiql-update.ts): on a local run each has one',
  ...Object.fromEntries(
    ['PipelineDevelopPhotoServiceRole', 'DeadLettersRecordDeadLettersServiceRole'].map((role) => [
      `${role} ReadAndKeepMoves s3:PutObject`,
      'where the edge died between its decision and its note of it: test/origin/core/follow-move.test.ts',
    ]),
  ),
  'EdgePhotosRole EditDeleteAndRestore s3:GetObjectTagging':
    'where uploads are scanned, an edit keeps the tag of the scan (edge/adapters/uploads-bucket.ts)',
  'AlarmsTopicPolicy PublishAlarms sns:Publish':
    'CloudWatch sends the alarms by it: test/infra/alarm-topic.test.ts, and row 39 of docs/probes.md',
  'UploadsLogsBucketPolicy WriteServerAccessLogs s3:PutObject':
    'S3 writes its access logs by it: test/infra/buckets.test.ts holds it to this bucket and this account',
  'AccessLogsBucketPolicy WriteAccessLogs s3:PutObject':
    'CloudFront writes its logs by it, through CloudWatch’s delivery: row 23 of docs/probes.md',
  'UploadsKey root kms:*':
    'the account itself, as in AWS’s default policy (KMS Developer Guide, "Default key policy"): without it nobody could ever change the key, and no role’s own policy would count',
  'UploadsKey cloudfront.amazonaws.com kms:Decrypt':
    'CloudFront reads images by it: test/infra/uploads-key.test.ts, and row 52 of docs/probes.md',
  'PaymentsBookingRole ReportUnsentPhotos cloudwatch:PutMetricData':
    'told of events that Stripe has signed and that fit no booking: test/edge/booking/payment-events.test.ts',
};

/** GuardDuty's own list (User Guide, "Create or update IAM role policy"): the local run's scan needs less of it. */
const OF_AWS = /^UploadsScanRole /;

/** What roles have in deployments with options that no local run has: by what the line looks like, who needs it and which test shows that. */
export const REASONS_OF_OPTIONS: readonly (readonly [line: RegExp, reason: string])[] = [
  [
    / UseTheKeyOfUploads kms:(Decrypt|GenerateDataKey)$/,
    'S3 asks KMS in the name of who reads or writes an object: test/infra/uploads-key.test.ts holds what each has to what its rights on objects need',
  ],
  [
    /^Edge(PhotosRole SignReads|JobsRole SignCovers) s3:GetObject$/,
    'with delivery=s3 the edge signs URLs of S3, which count as its own reads: test/edge/routes/read-album.test.ts',
  ],
  [
    /^UploadsReplicationRole /,
    'S3’s own list (User Guide, "Setting up permissions for live replication"; with Object Lock the retention too): test/infra/buckets.test.ts',
  ],
];

/** A role that does by the same code and the same statements what another does: what that one has used, it may. */
const TWINS: Readonly<Record<string, string>> = {
  // recording-permissions.ts; develop() with `isRecordOnly` (test/origin/record-dead-letters.test.ts).
  DeadLettersRecordDeadLettersServiceRole: 'PipelineDevelopPhotoServiceRole',
  // payment-permissions.ts; it records what the webhook would have (test/edge/booking/reconcile.test.ts).
  PaymentsReconcileBookingsServiceRole: 'PaymentsBookingRole',
};

export interface UnusedPermissions {
  /** How many local runs have told. */
  readonly runs: number;
  /** Such as `EdgeJobsRole ListJobs dynamodb:Query`. */
  readonly unexplained: readonly string[];
  readonly explained: number;
}

/** A run that was killed has left none. */
export async function keepPermissionUse(dataDir: string, runId: string): Promise<void> {
  const root = process.env[PREPARED];
  if (!root) return;
  await copyFile(join(dataDir, 'aws/permissions.json'), join(root, `permissions-${runId}.json`)).catch(() => undefined);
}

/** Null where no local run has ended. */
export async function findUnused(
  root = process.env[PREPARED],
  { reasons = REASONS, twins = TWINS } = {},
): Promise<UnusedPermissions | null> {
  const files = root ? (await readdir(root)).filter((name) => NAME.test(name)) : [];
  if (!root || files.length === 0) return null;
  const all = new Map<string, boolean>();
  for (const name of files) {
    for (const [line, isUsed] of await readUses(join(root, name))) all.set(line, isUsed || all.get(line) === true);
  }
  const unused = [...all].filter(([, isUsed]) => !isUsed).map(([line]) => line);
  const isExplained = (line: string) => {
    const [role = '', ...rest] = line.split(' ');
    const twin = twins[role];
    return (
      OF_AWS.test(line) ||
      reasons[line] !== undefined ||
      (twin !== undefined && all.get([twin, ...rest].join(' ')) === true)
    );
  };
  const unexplained = unused.filter((line) => !isExplained(line)).toSorted();
  return { runs: files.length, unexplained, explained: unused.length - unexplained.length };
}

async function readUses(path: string): Promise<readonly (readonly [line: string, isUsed: boolean])[]> {
  const roles = JSON.parse(await readFile(path, 'utf8')) as Readonly<Record<string, PermissionUse[]>>;
  return Object.entries(roles).flatMap(([role, uses]) =>
    uses
      .filter(({ action }) => !NOT_HERE.test(action))
      .map(
        ({ sid, action, isUsed }) => [`${role.replace(/[0-9A-F]{8}$/, '')} ${sid || '-'} ${action}`, isUsed] as const,
      ),
  );
}

/** What the end of a run of tests says of it. */
export function formatUnused({ runs, unexplained, explained }: UnusedPermissions): readonly string[] {
  const others = `${explained} more have their reason`;
  const none = `permissions that none of ${runs} local runs used, without a reason: none; ${others}`;
  if (unexplained.length === 0) return [none];
  return [
    `failed: permissions that none of ${runs} local runs used: ${unexplained.length} (${others})`,
    ...unexplained.map((line) => `  ${line}`),
    '  Take them out of the template, have a test use them on a local run, or say in test/support/permission-use.ts who needs them.',
  ];
}

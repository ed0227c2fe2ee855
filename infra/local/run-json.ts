/** run.json: what tools and tests need to know of a local run that is up. It goes when the run stops as it should. */

import type { RunningTemplate } from './aws/run-template.ts';
import type { DataFolder } from './data-folder.ts';
import type { DemoUser } from './identity/demo-user.ts';
import { readOutput } from './read-output.ts';
import { listJobsOf } from './seed/demo-jobs.ts';
import { DEMO_USERS } from './seed/demo-users.ts';

export interface RunJson {
  readonly dashboard: string;
  readonly issuer: string;
  readonly region: string;
  readonly account_id: string;
  readonly s3: {
    readonly endpoint: string;
    readonly region: string;
    readonly access_key_id: string;
    readonly secret_access_key: string;
    readonly uploads_bucket: string;
    readonly site_bucket: string;
  };
  readonly dynamodb: { readonly endpoint: string; readonly table: string; readonly audit_table: string };
  readonly sqs: { readonly endpoint: string; readonly queue_url: string; readonly dead_letter_queue_url: string };
  readonly key_value_stores: { readonly endpoint: string; readonly releases_arn: string };
  readonly secrets_manager: { readonly endpoint: string; readonly secret_id: string };
  /** The emulated Stripe with its Checkout and its switch for disorder, and the secret of its keys; null: no payments are taken. */
  readonly stripe: { readonly endpoint: string; readonly secret_id: string } | null;
  readonly users: readonly RunUser[];
  /** What functions and services print. */
  readonly log: string;
  readonly pid: number;
}

export interface RunUser extends Pick<DemoUser, 'name' | 'role' | 'subject'> {
  readonly full_name: string;
  /** Of which jobs the user is part. */
  readonly jobs: readonly string[];
}

export interface RunFacts {
  readonly folder: Pick<DataFolder, 'log'>;
  readonly aws: RunningTemplate;
  readonly dashboard: string;
  readonly issuer: string;
  readonly stripe: string | null;
}

/** @throws {RunError} when the template lacks an output. */
export function toRunJson({ folder, aws, dashboard, issuer, stripe }: RunFacts): RunJson {
  const { region, account, endpoints } = aws;
  const output = (name: string) => readOutput(aws, name);
  return {
    dashboard,
    issuer,
    region,
    account_id: account.id,
    s3: {
      endpoint: endpoints.s3,
      region,
      access_key_id: account.root.accessKeyId,
      secret_access_key: account.root.secretAccessKey,
      uploads_bucket: output('UploadsBucket'),
      site_bucket: output('SiteBucket'),
    },
    dynamodb: { endpoint: endpoints.dynamodb, table: output('Table'), audit_table: output('AuditTable') },
    sqs: {
      endpoint: endpoints.sqs,
      queue_url: output('UploadQueueUrl'),
      dead_letter_queue_url: output('DeadLettersQueueUrl'),
    },
    key_value_stores: { endpoint: endpoints.keyValueStores, releases_arn: output('ReleaseStoreArn') },
    secrets_manager: { endpoint: endpoints.secretsManager, secret_id: output('SecretId') },
    stripe: stripe === null ? null : { endpoint: stripe, secret_id: output('StripeSecretId') },
    users: DEMO_USERS.map(({ name, fullName, role, subject }) => ({
      name,
      full_name: fullName,
      role,
      subject,
      jobs: listJobsOf(name),
    })),
    log: folder.log,
    pid: process.pid,
  };
}

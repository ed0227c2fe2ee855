/** run.json: what tools and tests need to know of a local run that is up. It goes when the run stops as it should. */
import { readFileSync } from 'node:fs';
import type { DemoUser } from './identity/demo-user.ts';

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
  readonly secrets_manager: { readonly endpoint: string; readonly secret_id: string };
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

/** Null where none is there or it is no run's. */
export function readRunJson(path: string): RunJson | null {
  try {
    const value: RunJson | null = JSON.parse(readFileSync(path, 'utf8'));
    return value && typeof value.dashboard === 'string' ? value : null;
  } catch {
    return null;
  }
}

/** Whether a bucket keeps versions, and the id that its next version gets. */
import { randomBytes } from 'node:crypto';
import type { Bucket } from './bucket.ts';

export type VersioningState = 'off' | 'enabled' | 'suspended';

/** `off` until versioning is enabled for the first time, and never again after that. */
export function toVersioningState({ record }: Bucket): VersioningState {
  const status = record.configurations.versioning;
  if (status === undefined) return 'off';
  return status === 'Enabled' ? 'enabled' : 'suspended';
}

export function createVersionId(bucket: Bucket): string {
  return toVersioningState(bucket) === 'enabled' ? randomBytes(24).toString('base64url') : 'null';
}

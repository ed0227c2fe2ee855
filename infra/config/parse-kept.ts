/** Reads what a deployment says of how long photos are kept, at most and at least, and where else. */
import { CONTEXT_KEYS, type Context, type ContextKey, DeploymentError, readContext } from './context-keys.ts';
import type { DeploymentConfig } from './deployments.ts';

type Kept = Pick<DeploymentConfig, 'retainClosedJobsDays' | 'objectLockDays' | 'replicaBucketArn'>;

const MOST_DAYS = 3650;

/** @throws {DeploymentError} when a setting cannot be used, or two contradict each other. */
export function parseKept(context: Context, base: Kept): Kept {
  const retainClosedJobsDays = parseDays(context, 'retain_closed_jobs_days', base.retainClosedJobsDays);
  const objectLockDays = parseDays(context, 'object_lock_days', base.objectLockDays);
  if (retainClosedJobsDays !== null && objectLockDays !== null && retainClosedJobsDays < objectLockDays) {
    throw new DeploymentError('-c retain_closed_jobs_days: must not be less than object_lock_days: S3 would refuse.');
  }
  const arn = readContext(context, 'replica_bucket_arn', /^arn:aws:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/);
  const replicaBucketArn = arn ?? base.replicaBucketArn;
  if (retainClosedJobsDays !== null && replicaBucketArn !== null) {
    throw new DeploymentError(
      '-c replica_bucket_arn: not with retain_closed_jobs_days: S3 copies no removal for good.',
    );
  }
  return { retainClosedJobsDays, objectLockDays, replicaBucketArn };
}

/** Days; null: `off`. */
function parseDays(context: Context, key: ContextKey, base: number | null): number | null {
  const given = readContext(context, key, /^(off|[1-9]\d{0,3})$/);
  if (given === undefined) return base;
  if (given === 'off') return null;
  if (Number(given) <= MOST_DAYS) return Number(given);
  throw new DeploymentError(`-c ${key}: must be ${CONTEXT_KEYS[key]}.`);
}

/** Reads what a deployment says of how long photos are kept, at most and at least, where else, and under whose key. */
import { CONTEXT_KEYS, type Context, type ContextKey, DeploymentError, readContext } from './context-keys.ts';
import type { DeploymentConfig } from './deployments.ts';

type Kept = Pick<DeploymentConfig, 'retainClosedJobsDays' | 'objectLockDays' | 'replicaBucketArn' | 'encryption'>;

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
  const given = readContext(context, 'encryption', /^(s3|kms)$/);
  const encryption = (['s3', 'kms'] as const).find((each) => each === given) ?? base.encryption;
  if (encryption === 'kms' && replicaBucketArn !== null) {
    throw new DeploymentError(
      '-c encryption: no kms with replica_bucket_arn: the copies would need a key of the other region.',
    );
  }
  return { retainClosedJobsDays, objectLockDays, replicaBucketArn, encryption };
}

/** Days; null: `off`. */
function parseDays(context: Context, key: ContextKey, base: number | null): number | null {
  const given = readContext(context, key, /^(off|[1-9]\d{0,3})$/);
  if (given === undefined) return base;
  if (given === 'off') return null;
  if (Number(given) <= MOST_DAYS) return Number(given);
  throw new DeploymentError(`-c ${key}: must be ${CONTEXT_KEYS[key]}.`);
}

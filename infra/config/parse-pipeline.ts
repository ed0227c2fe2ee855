/** Reads what a deployment says of its pipeline, and of what looks after it. */
import { CONTEXT_KEYS, type Context, DeploymentError, readContext } from './context-keys.ts';
import type { PipelineSettings } from './deployments.ts';

/** Beyond the time that it may take at once; and so often that a deleted file can still be brought back. */
const RECONCILE_MINUTES = { least: 15, most: 31 * 1440 };
const UNIT_MINUTES = { m: 1, h: 60, d: 1440 } as const;

/** @throws {DeploymentError} when a setting cannot be used. */
export function parsePipeline(context: Context, base: PipelineSettings): PipelineSettings {
  const concurrency = Number(readContext(context, 'pipeline_concurrency', /^\d{1,4}$/) ?? base.concurrency);
  const asked = readContext(context, 'pipeline_reserve', /^(none|\d{1,5})$/);
  const reserve = asked === undefined ? base.reserve : asked === 'none' ? null : Number(asked);
  const wrong =
    concurrency < 2 || concurrency > 1000
      ? 'pipeline_concurrency'
      : reserve !== null && reserve < concurrency
        ? 'pipeline_reserve'
        : null;
  if (wrong !== null) throw new DeploymentError(`-c ${wrong}: must be ${CONTEXT_KEYS[wrong]}.`);
  return { concurrency, reserve };
}

/**
 * Minutes; null: never.
 * @throws {DeploymentError} when it is neither `off` nor such a period.
 */
export function parseReconcile(context: Context, base: number | null): number | null {
  const given = readContext(context, 'reconcile_every', /^(off|[1-9]\d{0,4}[mhd])$/);
  if (given === undefined) return base;
  if (given === 'off') return null;
  const unit = given.at(-1) as keyof typeof UNIT_MINUTES;
  const minutes = Number(given.slice(0, -1)) * UNIT_MINUTES[unit];
  if (minutes >= RECONCILE_MINUTES.least && minutes <= RECONCILE_MINUTES.most) return minutes;
  throw new DeploymentError(`-c reconcile_every: must be ${CONTEXT_KEYS.reconcile_every}, from 15m to 31d.`);
}

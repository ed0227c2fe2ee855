/** The functions behind the edge: who develops what arrives, who records what could not be developed, who finds what nothing told of. */
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Artifacts } from '../build/build-artifacts.ts';
import type { DeploymentConfig } from '../config/deployments.ts';
import { DeadLetterRecorder } from './dead-letter-recorder.ts';
import { Pipeline, type PipelineProps } from './pipeline.ts';
import { Reconciler } from './reconciler.ts';
import { Retention, type RetentionProps } from './retention.ts';

export interface BackFunctionsProps extends Omit<PipelineProps, 'code' | 'settings' | 'deployment' | 'isLocked'> {
  readonly config: DeploymentConfig;
  readonly artifacts: Artifacts;
}

export interface BackFunctions {
  readonly developPhoto: IFunction;
  /** Null: this deployment compares only by `npm run reconcile`. */
  readonly reconcile: IFunction | null;
  /** Null: this deployment keeps the photos of jobs that are over. */
  readonly enforceRetention: IFunction | null;
}

export function createBackFunctions(
  scope: Construct,
  { config, artifacts, ...props }: BackFunctionsProps,
): BackFunctions {
  const { deployment, pipeline: settings, reconcileEveryMinutes: everyMinutes, retainClosedJobsDays: days } = config;
  const isLocked = config.objectLockDays !== null;
  const { developPhoto } = new Pipeline(scope, 'Pipeline', {
    ...props,
    deployment,
    isLocked,
    settings,
    code: artifacts.developPhoto,
  });
  new DeadLetterRecorder(scope, 'DeadLetters', {
    ...props,
    deployment,
    isLocked,
    code: artifacts.recordDeadLetters,
  });
  const enforceRetention = days === null ? null : createRetention(scope, { ...props, deployment, artifacts, days });
  if (everyMinutes === null) return { developPhoto, reconcile: null, enforceRetention };
  const code = artifacts.reconcile;
  const { reconcile } = new Reconciler(scope, 'Comparison', { ...props, deployment, code, everyMinutes });
  return { developPhoto, reconcile, enforceRetention };
}

function createRetention(
  scope: Construct,
  { artifacts, ...props }: Omit<RetentionProps, 'code'> & Pick<BackFunctionsProps, 'artifacts'>,
): IFunction {
  return new Retention(scope, 'Retention', { ...props, code: artifacts.enforceRetention }).enforceRetention;
}

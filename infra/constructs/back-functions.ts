/** The functions behind the edge: who develops what arrives, who records what could not be developed, who finds what nothing told of. */
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Artifacts } from '../build/build-artifacts.ts';
import type { DeploymentConfig } from '../config/deployments.ts';
import { DeadLetterRecorder } from './dead-letter-recorder.ts';
import { Pipeline, type PipelineProps } from './pipeline.ts';
import { Reconciler } from './reconciler.ts';

export interface BackFunctionsProps extends Omit<PipelineProps, 'code' | 'settings'> {
  readonly config: DeploymentConfig;
  readonly artifacts: Artifacts;
}

export interface BackFunctions {
  readonly developPhoto: IFunction;
  /** Null: this deployment compares only by `npm run reconcile`. */
  readonly reconcile: IFunction | null;
}

export function createBackFunctions(
  scope: Construct,
  { config, artifacts, ...props }: BackFunctionsProps,
): BackFunctions {
  const { deployment, pipeline: settings, reconcileEveryMinutes: everyMinutes } = config;
  const { developPhoto } = new Pipeline(scope, 'Pipeline', { ...props, settings, code: artifacts.developPhoto });
  new DeadLetterRecorder(scope, 'DeadLetters', { ...props, deployment, code: artifacts.recordDeadLetters });
  if (everyMinutes === null) return { developPhoto, reconcile: null };
  const code = artifacts.reconcile;
  const { reconcile } = new Reconciler(scope, 'Comparison', { ...props, deployment, code, everyMinutes });
  return { developPhoto, reconcile };
}

/**
 * The CDK app. `cdk deploy -c stage=prod` runs this file; `npm run synth` and the local run call `createApp` with the
 * artifacts that they have built. The account is not named: whoever deploys brings it.
 */

import { fileURLToPath } from 'node:url';
import { App, DefaultStackSynthesizer, type IStackSynthesizer } from 'aws-cdk-lib';
import { type Artifacts, buildArtifacts } from './build/build-artifacts.ts';
import type { Context } from './config/context-keys.ts';
import { type DeploymentConfig, formatStackName, REGION } from './config/deployments.ts';
import { parseDeployment } from './config/parse-deployment.ts';
import { EdgeshotStack } from './edgeshot-stack.ts';

export interface CreateAppOptions {
  readonly config: DeploymentConfig;
  readonly artifacts: Artifacts;
  /** Folder of the cloud assembly; absent: where the CDK command says. */
  readonly outdir?: string;
  /** CDK's own settings; absent: those that the CDK command read from cdk.json. */
  readonly context?: Context;
}

export function createApp({ config, artifacts, ...options }: CreateAppOptions): App {
  const app = new App({
    ...options,
    analyticsReporting: false,
    // CDK's own check of the template takes longer than all the rest; what is never deployed goes without.
    builtinCloudFormationValidation: config.deployment !== 'local',
  });
  new EdgeshotStack(app, formatStackName(config.deployment), {
    config,
    artifacts,
    description: `Edgeshot, stage ${config.deployment}: private job photos, signed at the edge`,
    env: { region: REGION },
    terminationProtection: config.deployment === 'prod' && config.deletionProtection,
    // The CDK command checks the bootstrap's version itself; the template needs no parameter and rule for it.
    synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer,
  });
  return app;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const context: Context = JSON.parse(process.env.CDK_CONTEXT_JSON ?? '{}');
  const config = parseDeployment(context);
  const outdir = fileURLToPath(new URL('../dist', import.meta.url));
  createApp({ config, artifacts: await buildArtifacts({ outdir, withPayments: config.payments !== null }) }).synth();
}

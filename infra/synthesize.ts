/** Builds the artifacts and synthesizes a deployment's template, in this process, without network or account. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Artifacts, buildArtifacts } from './build/build-artifacts.ts';
import type { Context } from './config/context-keys.ts';
import { type DeploymentConfig, formatStackName } from './config/deployments.ts';
import { parseDeployment } from './config/parse-deployment.ts';
import { formatSigningParameter } from './config/signing-parameter.ts';

export interface SynthesizeOptions {
  readonly deployment: string;
  /** Overrides of its settings, as `-c key=value` gives them: see parse-deployment.ts. */
  readonly context?: Context;
  /** Gets the cloud assembly, and the built artifacts in `bundles/`. */
  readonly outdir: string;
  /** Absent: builds them anew. */
  readonly build?: typeof buildArtifacts;
}

export interface Synthesis {
  readonly config: DeploymentConfig;
  readonly artifacts: Artifacts;
  readonly stackName: string;
  readonly templatePath: string;
  /** File that maps each asset to its folder in `outdir`: `files[hash].source.path`. */
  readonly assetsPath: string;
  /** Names of the stack's parameters that take a public key each (toSigningParameterValue). */
  readonly signingParameters: readonly string[];
}

/**
 * Builds and synthesizes into `outdir`.
 * @throws {DeploymentError} when the context is wrong.
 * @throws {Error} when a source does not compile or an artifact is over its budget.
 */
export async function synthesize(options: SynthesizeOptions): Promise<Synthesis> {
  const { deployment, context = {}, outdir, build = buildArtifacts } = options;
  const config = parseDeployment({ ...context, stage: deployment });
  // The local run executes the pipeline here; a deployment executes it on Lambda.
  const platform = deployment === 'local' ? `${process.platform}-${process.arch}` : 'linux-x64';
  // CDK takes most of a second to load: esbuild, a process of its own, works meanwhile.
  const [artifacts, { createApp }] = await Promise.all([
    build({ outdir: join(outdir, 'bundles'), platform, withPayments: config.payments !== null }),
    import('./app.ts'),
  ]);
  createApp({ config, artifacts, outdir, context: await readFeatureFlags() }).synth();
  const stackName = formatStackName(config.deployment);
  return {
    config,
    artifacts,
    stackName,
    templatePath: join(outdir, `${stackName}.template.json`),
    assetsPath: join(outdir, `${stackName}.assets.json`),
    signingParameters: config.signingKeys.map(formatSigningParameter),
  };
}

/** The settings of CDK itself, from where the CDK command reads them too. */
async function readFeatureFlags(): Promise<Context> {
  const settings: { context?: Context } = JSON.parse(await readFile(new URL('../cdk.json', import.meta.url), 'utf8'));
  return settings.context ?? {};
}

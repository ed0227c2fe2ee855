/** Builds the artifacts and synthesizes a stage's template, in this process, without network or account. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Artifacts, buildArtifacts } from './build/build-artifacts.ts';
import { type Context, parseStage } from './config/parse-stage.ts';
import { formatSigningParameter } from './config/signing-parameter.ts';
import type { StageConfig } from './config/stages.ts';

export interface SynthesizeOptions {
  readonly stage: string;
  /** Overrides of the stage, as `-c key=value` gives them: see parse-stage.ts. */
  readonly context?: Context;
  /** Gets the cloud assembly, and the built artifacts in `bundles/`. */
  readonly outdir: string;
}

export interface Synthesis {
  readonly config: StageConfig;
  readonly artifacts: Artifacts;
  readonly stackName: string;
  readonly templatePath: string;
  /** Tells which folder of `outdir` each asset is: `files[hash].source.path`. */
  readonly assetsPath: string;
  /** Names of the stack's parameters that take a public key each (toSigningParameterValue). */
  readonly signingParameters: readonly string[];
}

/** Throws a `StageError` when the context is wrong, and what the build throws. */
export async function synthesize({ stage, context = {}, outdir }: SynthesizeOptions): Promise<Synthesis> {
  const config = parseStage({ ...context, stage });
  // The local run executes the pipeline here; a deployment executes it on Lambda.
  const platform = stage === 'local' ? `${process.platform}-${process.arch}` : 'linux-x64';
  // CDK takes most of a second to load: esbuild, a process of its own, works meanwhile.
  const building = buildArtifacts({ outdir: join(outdir, 'bundles'), platform });
  const [artifacts, { createApp, formatStackName }] = await Promise.all([building, import('./app.ts')]);
  createApp({ config, artifacts, outdir, context: await readFeatureFlags() }).synth();
  const stackName = formatStackName(config.stage);
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

/** `npm run synth`: synthesizes a deployment and says where its template is. */
import { relative, resolve } from 'node:path';
import { takeBuild } from './build/kept-build.ts';
import { CONTEXT_KEYS, type ContextKey, DeploymentError } from './config/context-keys.ts';
import { formatSettings, splitSettings } from './config/split-settings.ts';
import { runCommand } from './operate/command.ts';
import { CommandError } from './operate/command-error.ts';
import { synthesize } from './synthesize.ts';

const KEYS = (Object.keys(CONTEXT_KEYS) as ContextKey[]).filter((key) => key !== 'stage');

const HELP = `Builds everything and synthesizes the CloudFormation template of a deployment. Needs no network and no AWS account.

Usage: npm run synth -- [--stage dev|prod|local] [--outdir cdk.out] [--kept] [-c key=value]…
  --kept   takes what was built of these very sources before, as the local run does

Settings (-c key=value):
${formatSettings(KEYS)}`;

await runCommand(
  {
    help: HELP,
    options: {
      stage: { type: 'string' },
      outdir: { type: 'string', default: 'cdk.out' },
      context: { type: 'string', short: 'c', multiple: true, default: [] },
      kept: { type: 'boolean', default: false },
    },
    run: async ({ values, positionals: [extra] }) => {
      if (extra !== undefined) throw new CommandError(`${extra}: see --help`);
      // `cdk deploy` takes the deployment as `-c stage=prod`: so may whoever copies from there.
      const { stage, ...context } = splitSettings(values.context);
      if (stage !== undefined && values.stage !== undefined && stage !== values.stage) {
        throw new CommandError(`Which one: --stage ${values.stage}, or -c stage=${stage}?`);
      }
      const deployment = values.stage ?? stage ?? 'dev';
      const outdir = resolve(values.outdir);
      const build = values.kept ? { build: takeBuild } : {};
      const { templatePath } = await synthesize({ deployment, context, outdir, ...build }).catch((error: unknown) => {
        throw error instanceof DeploymentError ? new CommandError(error.message) : error;
      });
      process.stdout.write(`${relative('.', templatePath)}\n`);
      return { summary: '', isClean: true };
    },
  },
  process.argv.slice(2),
);

/** `npm run synth`: synthesizes a deployment and says where its template is. */
import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CONTEXT_KEYS, type ContextKey, DeploymentError } from './config/context-keys.ts';
import { formatSettings, splitSettings } from './config/split-settings.ts';
import { synthesize } from './synthesize.ts';

const KEYS = (Object.keys(CONTEXT_KEYS) as ContextKey[]).filter((key) => key !== 'stage');

const HELP = `Builds everything and synthesizes the CloudFormation template of a deployment. Needs no network and no AWS account.

Usage: npm run synth -- [--stage dev|prod|local] [--outdir cdk.out] [-c key=value]…

Settings (-c key=value):
${formatSettings(KEYS)}
`;

const { values } = parseArgs({
  options: {
    stage: { type: 'string', default: 'dev' },
    outdir: { type: 'string', default: 'cdk.out' },
    context: { type: 'string', short: 'c', multiple: true, default: [] },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) process.stdout.write(HELP);
else await run();

async function run(): Promise<void> {
  const context = splitSettings(values.context);
  try {
    const { templatePath } = await synthesize({ deployment: values.stage, context, outdir: resolve(values.outdir) });
    process.stdout.write(`${relative('.', templatePath)}\n`);
  } catch (error) {
    if (!(error instanceof DeploymentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}

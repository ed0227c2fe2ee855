/** `npm run synth`: synthesizes a deployment and says where its template is. */
import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CONTEXT_KEYS, DeploymentError } from './config/parse-deployment.ts';
import { synthesize } from './synthesize.ts';

const HELP = `Builds everything and synthesizes the CloudFormation template of a deployment. Needs no network and no AWS account.

Usage: npm run synth -- [--stage dev|prod|local] [--outdir cdk.out] [-c key=value]…

Settings (-c key=value):
${Object.entries(CONTEXT_KEYS)
  .filter(([key]) => key !== 'stage')
  .map(([key, meaning]) => `  ${key.padEnd(22)} ${meaning}`)
  .join('\n')}
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
  const context = Object.fromEntries(values.context.map(splitSetting));
  try {
    const { templatePath } = await synthesize({ deployment: values.stage, context, outdir: resolve(values.outdir) });
    process.stdout.write(`${relative('.', templatePath)}\n`);
  } catch (error) {
    if (!(error instanceof DeploymentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}

function splitSetting(setting: string): [string, string] {
  const at = setting.indexOf('=');
  return at < 0 ? [setting, 'true'] : [setting.slice(0, at), setting.slice(at + 1)];
}

/** `npm run destroy`: says what of a deployment will go and what stays, asks, and takes it down in the right order. */
import { createInterface } from 'node:readline/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { DEPLOYMENT_NAMES, REGION } from '../config/deployments.ts';
import { runCommand } from './command.ts';
import { CommandError } from './command-error.ts';
import { createAwsCli } from './destroy/aws-cli.ts';
import { type Survey, surveyDeployment } from './destroy/survey.ts';
import { takeDown } from './destroy/take-down.ts';

const HELP = `Takes a deployment down: the stack, then the functions at the edge, whose copies CloudFront lets go of hours later.

Usage: npm run --silent destroy -- --stage NAME [options]
  --with-photos    the photos, the tables and the people as well: nothing brings them back
  --yes NAME       asks nothing; NAME is the stack's, such as Edgeshot-dev
  --dry-run        only says what would go and what would stay

Said again, it goes on where it stopped; the functions at the edge take a second time, some hours later.
It runs the AWS CLI, with the credentials of your shell.`;

await runCommand(
  {
    help: HELP,
    options: {
      stage: { type: 'string' },
      'with-photos': { type: 'boolean', default: false },
      yes: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
    },
    run: async ({ values }, signal) => {
      const deployment = DEPLOYMENT_NAMES.find((name) => name === values.stage && name !== 'local');
      if (!deployment) throw new CommandError('--stage must be dev or prod.');
      const withPhotos = values['with-photos'];
      const aws = createAwsCli(process.env);
      const survey = await surveyDeployment(aws, deployment);
      const plan = describePlan(survey, withPhotos);
      process.stdout.write(plan.lines.map((line) => `${line}\n`).join(''));
      // Of a profile too many nothing is ever left: it has to be said where it was looked.
      const nothing = `${survey.stack}: nothing is left of it in the account ${survey.account}`;
      if (plan.isEmpty) return { summary: nothing, isClean: true };
      if (values['dry-run']) return { summary: `dry run: ${survey.stack}: nothing was changed`, isClean: true };
      await confirm(survey.stack, values.yes, signal);
      const s3 = new S3Client({ region: REGION, ...(process.env.AWS_ENDPOINT_URL_S3 ? { forcePathStyle: true } : {}) });
      try {
        const tell = (line: string) => void process.stdout.write(`${line}\n`);
        const { edgeFunctions, isStackLeft } = await takeDown(aws, survey, { withPhotos, s3, signal, tell });
        if (isStackLeft) {
          return { summary: `${survey.stack} still stands: look at its events, and say it again`, isClean: false };
        }
        if (edgeFunctions.length === 0) return { summary: `${survey.stack} is taken down`, isClean: true };
        const summary = `${survey.stack}: CloudFront still has copies of ${edgeFunctions.length} functions. Say it again in some hours`;
        return { summary, isClean: false };
      } finally {
        s3.destroy();
      }
    },
  },
  process.argv.slice(2),
);

function describePlan(
  survey: Survey,
  withPhotos: boolean,
): { readonly lines: readonly string[]; readonly isEmpty: boolean } {
  const { stack, account, status, isProtected, buckets, tables, pools, edgeFunctions } = survey;
  const goes = [
    ...(status === null
      ? []
      : [
          `the stack ${stack} of the account ${account} (${status})${isProtected ? ', which is protected' : ''}: distribution, queues, the secrets at once and for good`,
        ]),
    ...edgeFunctions.map((name) => `the function ${name}, once CloudFront has let go of it`),
  ];
  const data = [
    ...buckets.map((name) => `the bucket ${name}, with every version of everything in it`),
    ...tables.map((name) => `the table ${name}`),
    ...pools.map((id) => `the user pool ${id}, with everybody in it`),
  ];
  const lines = [
    ...[...goes, ...(withPhotos ? data : [])].map((what) => `goes   ${what}`),
    ...(withPhotos ? [] : data.map((what) => `stays  ${what}`)),
  ];
  return { lines, isEmpty: goes.length === 0 && (!withPhotos || data.length === 0) };
}

/** By the stack's name: a y would be pressed too soon. */
async function confirm(stack: string, given: string | undefined, signal: AbortSignal): Promise<void> {
  const typed = given ?? (await ask(`Type ${stack} to go on: `, signal));
  if (typed.trim() !== stack) throw new CommandError(`Nothing was changed: that was not ${stack}.`);
}

async function ask(question: string, signal: AbortSignal): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question, { signal });
  } finally {
    lines.close();
  }
}

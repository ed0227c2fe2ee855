/** Each `npm run` line of the runbooks, on a local run that looks like a deployment, in the order in which they stand there. */
import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { readRunbooks, splitWords } from '../support/read-runbook.ts';
import { type LocalRun, startLocalRun } from '../support/start-local-run.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
/** The AWS CLI, of an account that has none of it any more. */
const NO_AWS = `#!/bin/sh
case "$*" in
  *describe-stacks*) echo 'An error occurred (ValidationError): Stack with id Edgeshot-dev does not exist' >&2; exit 254;;
  *) echo '{}';;
esac
`;

interface Way {
  /** Which lines. */
  readonly of: RegExp;
  /** What is said instead: no account is there, or it has been seen elsewhere with more effort. */
  readonly change?: (line: string) => string;
  readonly code?: number;
  /** What it says of it. */
  readonly says: RegExp;
}

const dryRun = (line: string) => `${line} --dry-run`;
/** The store of the releases is found by its account's name, which has no address here. */
const onLocalRun = (line: string) => `${line.replace(/ --outputs \S+ --stage \S+/, '')} --data DATA`;
const SITE = '--site SITE';

const WAYS: readonly Way[] = [
  { of: /keys -- create/, says: /--parameters SigningPublicKey/ },
  // The run's own key stays where it is.
  { of: /keys -- install.*--hmac-file/, change: dryRun, says: /would put into \S+edge-keys/ },
  { of: /keys -- install/, change: dryRun, says: /would put into \S+edge-keys.+signing key/ },
  { of: /keys -- links/, says: /links are signed for by/ },
  { of: /keys -- revoke.*KID/, says: /counts no more/ },
  { of: /keys -- revoke/, says: /knows: / },
  { of: /release -- stage/, change: (line) => `${onLocalRun(line)} ${SITE}`, says: /is staged/ },
  { of: /release -- configure/, change: (line) => `${line} --outputs outputs.json --stage dev`, says: /is there/ },
  { of: /release -- promote$/, change: (line) => onLocalRun(`${line} RELEASE`), says: /is live already/ },
  { of: /release -- promote/, change: onLocalRun, says: /is live already/ },
  { of: /release -- preview/, change: onLocalRun, says: /opens it/ },
  { of: /release -- rollback/, change: onLocalRun, code: 2, says: /Nothing was live before/ },
  { of: /release -- (list|prune)/, change: onLocalRun, says: /releases/ },
  { of: /users -- add$/, change: () => 'npm run users -- add --help', says: /Usage/ },
  { of: /users -- add/, change: dryRun, says: /would be (dispatcher|worker)/ },
  { of: /jobs -- put …/, change: () => 'npm run jobs -- put --help', says: /--member/ },
  { of: /jobs -- put/, says: /Edgeshot-dev: / },
  { of: /jobs -- --help|synth -- --help/, says: /Usage/ },
  // With a token: test/system/planted-faults.test.ts.
  {
    of: /run --silent (smoke|probe) --|run probe$/,
    change: (line) => line.replace(/^AUTH_TOKEN=… /, '').replace(/probe$/, 'probe -- --data DATA'),
    says: / 0 otherwise/,
  },
  {
    of: /run reindex$|run redrive$|run reconcile -- --job ID/,
    change: (line) => `${line.includes(' -- ') ? line : `${line} --`} --data DATA --dry-run`,
    says: /the local run/,
  },
  { of: /run reindex -- --outputs/, change: dryRun, says: /Edgeshot-dev: jobs/ },
  { of: /run reindex -- --(dry-run|concurrency)/, says: /Edgeshot-dev: jobs/ },
  { of: /run reconcile -- .*--outputs/, says: /Edgeshot-dev: .+ 0 absent/ },
  { of: /jobs -- list/, says: /Edgeshot-dev: \d+ jobs/ },
  // Of the tables here none is a restored one: test/infra/operate/restore.test.ts has it.
  { of: /restore -- audit/, code: 2, says: /rows that are none of an audit log/ },
  { of: /audit -- --job j-1/, says: /entries of job j-1/ },
  { of: /run audit/, change: () => 'npm run audit -- --job ID --outputs outputs.json', says: /entries of job j-1/ },
  { of: /retention -- (list|run)/, says: /dry run: 0 jobs are due/ },
  { of: /retention -- (hold|release)/, says: /Edgeshot-dev: j-1 is (not )?on hold/ },
  { of: /run diff$/, change: () => 'npm run diff -- TEMPLATE TEMPLATE', says: /0 changes/ },
  { of: /run --silent logs|run logs/, says: /0 logs in 0 regions/ },
  { of: /destroy .*--dry-run/, says: /nothing is left of it/ },
  { of: /destroy/, change: dryRun, says: /nothing is left of it/ },
];

let run: LocalRun;
let folder: string;
/** Services of AWS that a local run has not: they know of nothing. */
let elsewhere: Server;
beforeAll(async () => {
  run = await startLocalRun();
  folder = await mkdtemp(join(tmpdir(), 'edgeshot-runbook-'));
  elsewhere = createServer((_request, response) => response.end('{}'));
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  await writeFile(join(folder, 'aws'), NO_AWS);
  await chmod(join(folder, 'aws'), 0o755);
  await copyFile(join(run.dataDir, 'cdk.out/Edgeshot-local.template.json'), join(folder, 'template.json'));
  await writeFile(join(folder, 'hmac'), `${'A'.repeat(43)}\n`);
  const outputs = { ...toOutputs(run), SiteConfig: await (await fetch(`${run.info.dashboard}/config.json`)).text() };
  // The key that stands since the first deployment.
  await say('npm run keys -- create --stage prod');
  await writeFile(join(folder, 'outputs.json'), JSON.stringify({ 'Edgeshot-dev': outputs, 'Edgeshot-prod': outputs }));
});
afterAll(async () => {
  elsewhere?.close();
  await run?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What `cdk deploy --outputs-file` would have written of it. */
function toOutputs({ info }: LocalRun) {
  return {
    DashboardUrl: info.dashboard,
    UploadsBucket: info.s3.uploads_bucket,
    SiteBucket: info.s3.site_bucket,
    ReleaseStoreArn: info.key_value_stores.releases_arn,
    Table: info.dynamodb.table,
    AuditTable: info.dynamodb.audit_table,
    UploadQueueUrl: info.sqs.queue_url,
    DeadLettersQueueUrl: info.sqs.dead_letter_queue_url,
    SecretId: info.secrets_manager.secret_id,
    ImageSecretId: info.secrets_manager.secret_id.replace('edge-keys', 'image-key'),
    LinkSecretId: info.secrets_manager.secret_id.replace('edge-keys', 'link-key'),
    KeyPairIds: '{"A":"K1","B":"K2"}',
    Issuer: info.issuer,
    JwksUri: `${info.issuer}/jwks`,
    UserPoolId: 'us-east-1_AbCdEfGhI',
  };
}

function toEnvironment({ info }: LocalRun) {
  const byAddress = (url: string) => url.replace('localhost', '127.0.0.1');
  const other = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  return {
    PATH: `${folder}:${process.env.PATH}`,
    HOME: folder,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
    AWS_ACCESS_KEY_ID: info.s3.access_key_id,
    AWS_SECRET_ACCESS_KEY: info.s3.secret_access_key,
    AWS_ENDPOINT_URL: other,
    AWS_ENDPOINT_URL_S3: byAddress(info.s3.endpoint),
    AWS_ENDPOINT_URL_DYNAMODB: byAddress(info.dynamodb.endpoint),
    AWS_ENDPOINT_URL_SQS: byAddress(info.sqs.endpoint),
    AWS_ENDPOINT_URL_SECRETS_MANAGER: byAddress(info.secrets_manager.endpoint),
  };
}

let release = '';

/** What stands for something that the operator knows. */
function fillIn(word: string): string {
  const names: Readonly<Record<string, string>> = {
    SUB: 'user-wes',
    ID: 'j-1',
    KID: 'kid-of-nobody',
    'TABLE-restored': run.info.dynamodb.table,
    FILE: join(folder, 'hmac'),
    DATA: run.dataDir,
    SITE: join(run.dataDir, 'cdk.out/bundles/site'),
    TEMPLATE: join(folder, 'template.json'),
    RELEASE: release,
    'outputs.json': join(folder, 'outputs.json'),
  };
  return names[word] ?? word;
}

async function say(line: string): Promise<{ readonly code: number; readonly output: string }> {
  const [, , ...words] = splitWords(line.replace(/^npm run (--silent|-s) /, 'npm run '));
  const [script = '', ...rest] = words;
  const [, file = ''] = (Object.entries(manifest.scripts).find(([name]) => name === script)?.[1] ?? '').split(' ');
  const args = rest.filter((word) => word !== '--').map(fillIn);
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [file, ...args],
      { cwd: ROOT, env: toEnvironment(run) },
      (error, stdout, stderr) => {
        const [, staged] = /^([0-9a-f]{10})\n$/.exec(stdout) ?? [];
        release = staged ?? release;
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: `${stdout}${stderr}` });
      },
    );
    child.stdin?.end();
  });
}

const lines = readRunbooks().filter((line) => /^(\S+=\S+ )?npm run /.test(line));

const findWay = (line: string) => WAYS.find(({ of }) => of.test(line)) ?? null;

/** Lines that come to the same thing are tried once. */
const tried = new Map(lines.map((line) => [findWay(line)?.change?.(line) ?? line, line]));

describe('the runbooks', () => {
  it.each([...tried.keys()])('%s', async (line) => {
    const way = findWay(tried.get(line) ?? '');
    if (!way) throw new Error('nobody has said how this line is tried: WAYS');
    const { says, code } = way;
    const result = await say(line);
    // What a service has to say for itself stands in the run's log.
    const log = /InternalError/.test(result.output) ? await readFile(join(run.dataDir, 'run.log'), 'utf8') : '';
    expect(result.output, log.slice(-2000)).toMatch(says);
    expect(result.code).toBe(code ?? 0);
  });

  it('have a line for each way in which one is tried', () => {
    const found = lines.map((line) => WAYS.findIndex(({ of }) => of.test(line)));
    expect(WAYS.filter((_, index) => !found.includes(index)).map(({ of }) => of)).toEqual([]);
  });
});

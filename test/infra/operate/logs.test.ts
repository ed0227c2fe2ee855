import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findFreePort } from '../../support/find-free-port.ts';
import { commandFile, operate } from './operate.ts';

const NOW = Date.now();
const GROUP = '/aws/lambda/us-east-1.Edgeshot-dev-EdgePhotos1A2B';

interface Asked {
  readonly region: string;
  readonly target: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** CloudWatch Logs of every region, with recorded responses. */
let logs: Server;
const asked: Asked[] = [];

const line = (eventId: string, secondsAgo: number, message: string) => {
  return { eventId, timestamp: NOW - secondsAgo * 1000, message };
};
const EVENTS: Readonly<Record<string, object[]>> = {
  'us-east-1': [
    line('1', 50, '{"route":"GET /photos","status":200}\n'),
    line('3', 20, '{"route":"GET /jobs","status":503}'),
  ],
  'eu-west-1': [line('2', 40, '{"route":"GET /photos","status":500}'), line('4', 10, 'REPORT RequestId: x')],
};

/** As where an organization has shut it. */
let shut: readonly string[] = [];
const REFUSAL = { __type: 'AccessDeniedException', message: 'explicit deny in a service control policy' };

function respond({ region, target, input }: Asked): object {
  const groups = EVENTS[region]
    ? [{ logGroupName: GROUP, ...(region === 'eu-west-1' ? { retentionInDays: 30 } : {}) }]
    : [];
  if (target === 'DescribeLogGroups') return { logGroups: groups };
  if (target === 'PutRetentionPolicy') return {};
  const [first, ...rest] = EVENTS[region] ?? [];
  // In two pages, as the service gives them.
  return input.nextToken === undefined ? { events: [first], nextToken: 'more' } : { events: rest };
}

beforeAll(async () => {
  logs = createServer((incoming, outgoing) => {
    let body = '';
    incoming.on('data', (chunk) => {
      body += chunk;
    });
    incoming.on('end', () => {
      const [, region = ''] =
        /Credential=[^/]+\/\d+\/([\w-]+)\/logs\//.exec(incoming.headers.authorization ?? '') ?? [];
      const call = {
        region,
        target: String(incoming.headers['x-amz-target']).split('.')[1] ?? '',
        input: JSON.parse(body),
      };
      asked.push(call);
      const isShut = shut.some((each) => each === region || each === 'all');
      outgoing
        .writeHead(isShut ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' })
        .end(JSON.stringify(isShut ? REFUSAL : respond(call)));
    });
  });
  await new Promise<void>((resolve) => logs.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  logs.closeAllConnections();
  logs.close();
});
beforeEach(() => {
  asked.splice(0);
  shut = [];
});

const toEnvironment = () => ({
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE000000000',
  AWS_SECRET_ACCESS_KEY: 'not-a-secret',
  AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: `http://127.0.0.1:${(logs.address() as AddressInfo).port}`,
});

function run(...args: readonly string[]) {
  return operate('logs', args, { env: toEnvironment() });
}

const textsOf = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((each) => each.replace(/^\S+Z /, ''));

describe('npm run logs', () => {
  it('reads every page of every region in one stream, the oldest line first, without what Lambda itself writes', async () => {
    const { stdout, stderr, code } = await run('--since', '2m');
    expect(textsOf(stdout)).toEqual([
      'us-east-1 {"route":"GET /photos","status":200}',
      'eu-west-1 {"route":"GET /photos","status":500}',
      'us-east-1 {"route":"GET /jobs","status":503}',
    ]);
    expect(stderr).toContain('2 logs in 2 regions: 3 lines');
    expect(code).toBe(0);
    expect(new Set(asked.map(({ region }) => region)).size).toBe(17);
    const reads = asked.filter(({ target }) => target === 'FilterLogEvents');
    expect(reads).toHaveLength(4);
    for (const { input } of reads) expect(Number(input.startTime)).toBeGreaterThanOrEqual(NOW - 120_000);
  });

  it('looks for all that CloudFront runs of the deployment, the function of bookings among them', async () => {
    await run('--regions', 'us-east-1');
    const prefix = String(asked.find(({ target }) => target === 'DescribeLogGroups')?.input.logGroupNamePrefix);
    const name = '/aws/lambda/us-east-1.Edgeshot-dev-PaymentsBooking1A2B';
    expect(name.startsWith(prefix)).toBe(true);
    expect('/aws/lambda/us-east-1.Edgeshot-development-EdgeX'.startsWith(prefix)).toBe(false);
  });

  it('finds a text, and shows all where told', async () => {
    expect(textsOf((await run('--grep', '"status":5')).stdout)).toHaveLength(2);
    expect((await run('--all')).stdout).toContain('REPORT');
  });

  it('goes on with --follow, shows what comes later once, and ends on Ctrl-C', async () => {
    const env = { PATH: process.env.PATH, ...toEnvironment() };
    const child = spawn(process.execPath, [commandFile('logs'), '--follow', '--regions', 'us-east-1'], { env });
    let output = '';
    const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
    child.stdout.on('data', (chunk) => (output += chunk));
    await expect.poll(() => output, { timeout: 30_000 }).toContain('GET /jobs');
    const later = { eventId: '9', timestamp: Date.now(), message: '{"route":"POST /jobs","status":201}' };
    EVENTS['us-east-1']?.push(later);
    await expect.poll(() => output, { timeout: 30_000 }).toContain('POST /jobs');
    EVENTS['us-east-1']?.pop();
    child.kill('SIGINT');
    expect(await closed).toBe(130);
    expect(textsOf(output)).toHaveLength(3);
  }, 70_000);

  it('sets how long lines are kept in every region where it is otherwise', async () => {
    const dry = await run('--keep-days', '30', '--dry-run');
    expect(dry.stdout).toBe(`us-east-1 ${GROUP}\n`);
    expect(asked.map(({ target }) => target)).not.toContain('PutRetentionPolicy');
    const { stdout } = await run('--keep-days', '30');
    expect(stdout).toBe(`us-east-1 ${GROUP}\n`);
    expect(asked.filter(({ target }) => target === 'PutRetentionPolicy')).toEqual([
      { region: 'us-east-1', target: 'PutRetentionPolicy', input: { logGroupName: GROUP, retentionInDays: 30 } },
    ]);
  });

  it('reads and bounds the others where regions refuse, and names those', async () => {
    shut = ['ap-south-1', 'sa-east-1'];
    const { stdout, stderr, code } = await run('--since', '2m');
    expect([code, textsOf(stdout)]).toEqual([1, expect.arrayContaining([expect.stringContaining('GET /jobs')])]);
    for (const region of shut) expect(stderr).toContain(`${region}: These AWS credentials may not do that`);
    expect(stderr).toContain('2 logs in 2 regions, 2 regions would not tell: 3 lines');
    expect(await run('--keep-days', '30')).toMatchObject({ code: 1, stdout: `us-east-1 ${GROUP}\n` });
  });

  it('says once what every region says', async () => {
    shut = ['all'];
    const { stdout, stderr, code } = await run();
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^These AWS credentials may not do that.*\n$/);
  });

  it('is told in one line that nobody answers', async () => {
    const env = {
      ...toEnvironment(),
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: `http://127.0.0.1:${await findFreePort('127.0.0.1')}`,
    };
    const { code, stderr } = await operate('logs', [], { env });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^Nobody answers \(.*\n$/)]);
  });

  it.each([
    [['--since', 'yesterday'], '--since must read like'],
    [['--keep-days', '31'], '--keep-days must be one of'],
    [['--stage', 'local'], '--stage must be dev or prod'],
  ])('refuses %j in one line', async (args, message) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(asked).toEqual([]);
  });
});

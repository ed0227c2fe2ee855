import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestPipeline, type TestPipeline } from '../../origin/open-pipeline.ts';
import { operate } from './operate.ts';

const SUBJECT = '5428a4c8-4071-70e2-1b0c-0d5b8a3f7a51';
const ANA = { Attributes: attributes({ sub: SUBJECT, email: 'ana@example.com', name: 'Ana Ruiz' }), Enabled: true };

/** Cognito, with recorded responses. */
let cognito: Server;
let pipeline: TestPipeline;
let outputs: string;
let isKnown = false;
const asked: { readonly target: string; readonly input: Readonly<Record<string, unknown>> }[] = [];

function attributes(values: Readonly<Record<string, string>>) {
  return Object.entries(values).map(([Name, Value]) => ({ Name, Value }));
}

function respond(target: string): object | null {
  if (target === 'AdminGetUser') return isKnown ? { UserAttributes: ANA.Attributes } : null;
  if (target === 'AdminCreateUser') return { User: ANA };
  if (target === 'ListUsers') return { Users: [{ ...ANA, UserStatus: 'CONFIRMED' }] };
  if (target === 'ListUsersInGroup') return { Users: asked.at(-1)?.input.GroupName === 'worker' ? [ANA] : [] };
  return {};
}

beforeAll(async () => {
  pipeline = await openTestPipeline();
  outputs = join(pipeline.directory, 'outputs.json');
  const { QUEUE_URL: UploadQueueUrl, AWS_ENDPOINT_URL_SQS } = pipeline.environment;
  const DeadLettersQueueUrl = `${AWS_ENDPOINT_URL_SQS}/111122223333/dead-letters`;
  const stores = { UploadsBucket: pipeline.bucket, Table: 'records', AuditTable: 'audit' };
  const stack = { ...stores, UploadQueueUrl, DeadLettersQueueUrl };
  await writeFile(outputs, JSON.stringify({ 'Edgeshot-dev': { ...stack, UserPoolId: 'us-east-1_AbCdEfGhI' } }));
  cognito = createServer((incoming, outgoing) => {
    let body = '';
    incoming.on('data', (chunk) => {
      body += chunk;
    });
    incoming.on('end', () => {
      const target = String(incoming.headers['x-amz-target']).split('.')[1] ?? '';
      asked.push({ target, input: JSON.parse(body) });
      const found = respond(target);
      outgoing.writeHead(found ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
      outgoing.end(JSON.stringify(found ?? { __type: 'UserNotFoundException', message: 'User does not exist.' }));
    });
  });
  await new Promise<void>((resolve) => cognito.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  cognito.closeAllConnections();
  cognito.close();
  await pipeline.close();
});
beforeEach(() => {
  asked.splice(0);
  isKnown = false;
});

const ENDPOINT = 'AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER';
const run = (name: string, ...args: readonly string[]) =>
  operate(name, [...args, '--outputs', outputs], {
    env: { ...pipeline.environment, [ENDPOINT]: `http://127.0.0.1:${(cognito.address() as AddressInfo).port}` },
  });
const add = (...args: readonly string[]) =>
  run('users', 'add', '--email', 'ana@example.com', '--name', 'Ana Ruiz', ...args);
const targets = () => asked.map(({ target }) => target);

describe('npm run users', () => {
  it('adds a person with name and role, makes them a member beside who is one, and prints no password', async () => {
    const job = ['--id', 'j-1', '--title', 'Garage', '--address', '12 Elm Street', '--member', 'user-wes'];
    expect((await run('jobs', 'put', ...job)).code).toBe(0);
    const { stdout, stderr, code } = await add('--role', 'worker', '--job', 'j-1');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain(SUBJECT);
    expect(targets()).toEqual(['AdminGetUser', 'AdminCreateUser', 'AdminAddUserToGroup']);
    expect(asked[1]?.input).toEqual({
      UserPoolId: 'us-east-1_AbCdEfGhI',
      Username: 'ana@example.com',
      UserAttributes: attributes({ email: 'ana@example.com', email_verified: 'true', name: 'Ana Ruiz' }),
      DesiredDeliveryMediums: ['EMAIL'],
    });
    expect(asked[2]?.input).toMatchObject({ GroupName: 'worker' });
    const { stdout: jobs } = await run('jobs', 'list', '--json');
    expect(jobs).toContain('user-wes');
    expect(jobs).toContain(SUBJECT);
    expect(jobs).toContain('Ana Ruiz');
  });

  it('said again, changes name and role of who is there, and mails nothing', async () => {
    isKnown = true;
    expect((await add('--role', 'dispatcher')).code).toBe(0);
    expect(targets()).toEqual(['AdminGetUser', 'AdminUpdateUserAttributes', 'AdminAddUserToGroup']);
  });

  it('lists people with their roles', async () => {
    const { stdout } = await run('users', 'list');
    expect(stdout).toBe(`${SUBJECT}\tana@example.com\tAna Ruiz\tworker\tCONFIRMED\n`);
  });

  it('shuts a person out and ends their sessions', async () => {
    expect((await run('users', 'disable', '--email', 'ana@example.com')).code).toBe(0);
    expect(targets()).toEqual(['AdminDisableUser', 'AdminUserGlobalSignOut']);
  });

  it.each([[['--role', 'boss']], [['--role', 'worker', '--job', '../x']], [['--role', 'worker', '--dry-run']]])(
    'asks Cognito nothing for %j',
    async (args) => {
      await add(...args);
      expect(asked).toEqual([]);
    },
  );

  it('works on a local run alike, which asks for no password', async () => {
    const local = (name: string, ...args: readonly string[]) => operate(name, args, { data: pipeline.directory });
    const ben = ['--email', 'ben@example.com', '--name', 'Ben Ode'];
    await local('jobs', 'put', '--id', 'j-2', '--title', 'Attic', '--address', '4 Elm Street');
    expect((await local('users', 'add', ...ben, '--role', 'worker', '--dry-run')).stderr).toContain('would be worker');
    const added = await local('users', 'add', ...ben, '--role', 'worker', '--job', 'j-2');
    expect(added).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringMatching(/^ben@example.com added, .+ worker of j-2\n$/),
    });
    expect(added.stderr).not.toMatch(/password/i);
    const [subject = ''] = /[0-9a-f-]{36}/.exec(added.stderr) ?? [];
    expect((await local('jobs', 'list', '--json')).stdout).toContain(subject);
    await local('users', 'add', ...ben, '--role', 'dispatcher');
    const { stdout } = await local('users', 'list');
    expect(stdout).toContain('user-wes\tworker@example.com\tWes Alvarado\tworker\tCONFIRMED\n');
    expect(stdout).toContain(`${subject}\tben@example.com\tBen Ode\tdispatcher\tCONFIRMED\n`);
    expect((await local('users', 'disable', '--email', 'ben@example.com')).code).toBe(0);
    expect((await local('users', 'list')).stdout).toContain('Ben Ode\tdispatcher\tdisabled\n');
    expect((await local('users', 'disable', '--email', 'nobody@example.com')).code).toBe(2);
    expect(asked).toEqual([]);
  });

  it('says where no local run is', async () => {
    const { code, stderr } = await operate('users', ['list'], { data: `${pipeline.directory}/nothing` });
    expect([code, stderr]).toEqual([2, expect.stringContaining('npm start')]);
  });

  it('says which job is missing before anybody is invited', async () => {
    const { code, stderr } = await add('--role', 'worker', '--job', 'j-none');
    expect(code).toBe(2);
    expect(stderr).toContain('j-none');
    expect(asked).toEqual([]);
  });
});

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { renderUnicodeCompact } from 'uqr';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepPerson } from '../../../infra/local/identity/people.ts';
import { AUDIENCE } from '../../../infra/local/identity/token-shapes.ts';
import { loadRunKeys, toPublicJwks } from '../../../infra/local/run-keys.ts';

const ROOT = new URL('../../..', import.meta.url).pathname;
const ISSUER = 'http://localhost:8081';
let data: string;
let jwks: JSONWebKeySet;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'edgeshot-token-'));
  jwks = toPublicJwks(await loadRunKeys(join(data, 'keys.json'))) as JSONWebKeySet;
  const ports = { dashboard: 8080, issuer: 8081, s3: 8082, sqs: 8083, dynamodb: 8084, secrets: 8085, stripe: 8086 };
  await writeFile(join(data, 'ports.json'), JSON.stringify(ports));
});
afterAll(() => rm(data, { recursive: true }));

describe('npm run token', () => {
  it('prints nothing but a token of the run’s issuer, good for an hour', async () => {
    const { stdout } = await token('--user', 'worker', '--data', data);
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const { payload } = await jwtVerify(stdout.trim(), createLocalJWKSet(jwks), { issuer: ISSUER, audience: AUDIENCE });
    expect(payload).toMatchObject({ sub: 'user-wes', roles: ['worker'], name: 'Wes Alvarado' });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600);
    expect(payload).not.toHaveProperty('jobs');
  });

  it('bounds it as told', async () => {
    const options = ['--jobs', 'j-1,j-2', '--role', 'customer', '--scope', 'upload view', '--expires-in', '30s'];
    const { stdout } = await token('--user', 'worker-2', '--data', data, ...options);
    const { payload } = await jwtVerify(stdout.trim(), createLocalJWKSet(jwks));
    expect(payload).toMatchObject({
      sub: 'user-nadia',
      roles: ['customer'],
      jobs: ['j-1', 'j-2'],
      scope: 'upload view',
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(30);
  });

  it('with --shortcut prints a key for sending into one job, a QR code of the page and its address', async () => {
    const { stdout } = await token('--shortcut', '--job', 'j-1', '--data', data);
    const [, key = ''] = /^Line 2, the key: (\S+)$/m.exec(stdout) ?? [];
    const { payload } = await jwtVerify(key, createLocalJWKSet(jwks), { issuer: ISSUER, audience: AUDIENCE });
    expect(payload).toMatchObject({ sub: 'user-wes', jobs: ['j-1'], scope: 'upload' });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(86_400);
    expect(stdout).toContain('Line 1, the address: http://localhost:8080/upload-url?job_id=j-1&method=PUT\n');
    const page = `http://localhost:8080/shortcut#job=j-1&key=${key}`;
    expect(stdout).toContain(`How to set it up: ${page}\n`);
    expect(stdout).toContain(renderUnicodeCompact(page, { ecc: 'L', border: 2 }));
  });

  it('knows whom npm run users has added, until they are shut out', async () => {
    const path = join(data, 'people.json');
    const ana = { email: 'ana@example.com', fullName: 'Ana', role: 'worker', subject: 's-ana' } as const;
    await keepPerson(path, { ...ana, isEnabled: true });
    const { stdout } = await token('--user', 'ana@example.com', '--data', data);
    const { payload } = await jwtVerify(stdout.trim(), createLocalJWKSet(jwks));
    expect(payload).toMatchObject({ sub: 's-ana', roles: ['worker'], name: 'Ana' });
    await keepPerson(path, { ...ana, isEnabled: false });
    await expect(token('--user', 'ana@example.com', '--data', data)).rejects.toMatchObject({ code: 1 });
  });

  it.each([
    [['--shortcut'], '--shortcut wants the job'],
    [['--shortcut', '--job', '../x'], '--jobs: ../x is no job id'],
    [[], '--user must be one of worker'],
    [['--user', 'nobody'], 'not nobody'],
    [['--user', 'worker', '--role', 'boss'], '--role must be one of'],
    [['--user', 'worker', '--jobs', '../x'], '--jobs: ../x is no job id'],
    [['--user', 'worker', '--expires-in', '0s'], '--expires-in must read like'],
    [['--user', 'worker', '--data', '/nowhere/at/all'], 'start one with npm start'],
    [['--usr', 'worker'], '--help'],
  ])('refuses %j in one line and prints no token', async (args, line) => {
    const failure = await token(...args).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^[^\n]+\n$/) });
    expect(failure).toMatchObject({ stderr: expect.stringContaining(line) });
  });
});

function token(...args: readonly string[]) {
  return promisify(execFile)(process.execPath, ['infra/local/token.ts', ...args], { cwd: ROOT });
}

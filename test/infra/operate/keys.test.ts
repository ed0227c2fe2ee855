import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LinkKey } from '../../../edge/config.ts';
import { operate, operateAsProcess, type Result } from './operate.ts';

const JWKS = { keys: [{ kty: 'RSA', kid: 'k1', n: 'AQAB', e: 'AQAB' }] };
const home = mkdtempSync(join(tmpdir(), 'edgeshot-keys-'));
const keyFile = join(home, '.edgeshot/keys/dev-A.pem');
const outputsFile = join(home, 'outputs.json');
/** Bodies of the calls to Secrets Manager. */
const puts: { readonly SecretId: string; readonly SecretString: string }[] = [];
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/jwks') return response.end(JSON.stringify(JWKS));
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    return request.on('end', () => {
      const call = JSON.parse(Buffer.concat(chunks).toString());
      const isRead = String(request.headers['x-amz-target']).endsWith('GetSecretValue');
      if (!isRead) puts.push(call);
      const kept = puts.findLast(({ SecretId }) => SecretId === call.SecretId)?.SecretString;
      // CloudFormation makes a secret with a random text in it.
      const output = isRead ? { SecretString: kept ?? 'ca5MhPP2' } : {};
      response.setHeader('content-type', 'application/x-amz-json-1.1').end(JSON.stringify(output));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const outputs = {
    SecretId: 'edgeshot/dev/edge-keys',
    ImageSecretId: 'edgeshot/dev/image-key',
    LinkSecretId: 'edgeshot/dev/link-key',
    KeyPairIds: '{"A":"K123"}',
    Issuer: url,
    JwksUri: `${url}/jwks`,
  };
  writeFileSync(outputsFile, JSON.stringify({ 'Edgeshot-dev': outputs }));
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

// One deployment's life, in its order.
describe('npm run keys', () => {
  it('create keeps the private key to its owner and prints the parameter to deploy with', async () => {
    const { stdout } = await operateAsProcess('keys', ['create'], { env: toEnvironment() });
    expect(stdout).toMatch(/^--parameters SigningPublicKeyA=[A-Za-z0-9+/=]+(,[A-Za-z0-9+/=]+)+\n$/);
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    expect(stdout).not.toContain(readFileSync(keyFile, 'utf8').split('\n')[2]);
  });

  it('create refuses to replace a key', async () => {
    const before = readFileSync(keyFile, 'utf8');
    await expect(keys('create')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^\S+dev-A\.pem is there already.*\n$/),
    });
    expect(readFileSync(keyFile, 'utf8')).toBe(before);
  });

  it('show prints the same parameter again', async () => {
    expect((await keys('show')).stdout).toBe((await keys('show')).stdout);
  });

  it('install --dry-run puts nothing', async () => {
    const { stdout } = await keys('install', '--outputs', outputsFile, '--dry-run');
    expect(stdout).toContain('would put into edgeshot/dev/edge-keys');
    expect(puts).toEqual([]);
  });

  it('install puts the issuer’s keys and the signing key, and prints neither', async () => {
    const { stdout } = await keys('install', '--outputs', outputsFile);
    expect(puts.map(({ SecretId, SecretString }) => [SecretId, JSON.parse(SecretString)])).toEqual([
      ['edgeshot/dev/edge-keys', { jwks: JWKS }],
      ['edgeshot/dev/image-key', { cloudfront: { key_pair_id: 'K123', private_key: readFileSync(keyFile, 'utf8') } }],
      ['edgeshot/dev/edge-keys', { jwks: JWKS, link_keys: [toPublic(readLinkKey())] }],
      ['edgeshot/dev/link-key', { link_key: readLinkKey() }],
    ]);
    expect(stdout).not.toContain('PRIVATE KEY');
    expect(stdout).not.toContain(readLinkKey().d);
  });

  it('links replaces the key of the links, and lets the one before it verify for a while', async () => {
    const before = readLinkKey();
    const { stdout } = await keys('links', '--outputs', outputsFile);
    const after = readLinkKey();
    expect(after.kid).not.toBe(before.kid);
    expect(stdout).toContain(after.kid);
    expect(stdout).not.toContain(after.d);
    expect(readLinkKeys()).toEqual([toPublic(after), toPublic(before)]);
    await keys('links', '--outputs', outputsFile);
    expect(readLinkKeys()).toEqual([toPublic(readLinkKey()), toPublic(after)]);
  });

  it('revoke lists the keys, throws one out, and a later install does not bring it back', async () => {
    expect((await keys('revoke', '--outputs', outputsFile)).stdout).toContain('knows: k1');
    expect((await keys('revoke', '--outputs', outputsFile, '--kid', 'k1')).stdout).toContain('within five minutes');
    expect(JSON.parse(puts.at(-1)?.SecretString ?? '')).toMatchObject({ jwks: { keys: [] }, revoked_kids: ['k1'] });
    await keys('install', '--outputs', outputsFile);
    expect(JSON.parse(puts.at(-2)?.SecretString ?? '')).toEqual({
      ...{ jwks: JWKS, revoked_kids: ['k1'] },
      link_keys: readLinkKeys(),
    });
  });

  it('install names what the outputs lack', async () => {
    await expect(keys('install', '--outputs', outputsFile, '--name', 'B')).rejects.toMatchObject({
      code: 1,
      stderr: 'B is missing\n',
    });
  });

  it.each([
    ['--stage', '../evil'],
    ['--stage', ''],
    ['--name', '../evil'],
    ['--name', ''],
    ['--name', 'a'.repeat(17)],
  ])('refuses %s %j, which would name another file', async (option, value) => {
    await expect(keys('create', option, value)).rejects.toMatchObject({ code: 2 });
  });

  it.each([['create', '--name', 'C'], ['links'], ['revoke', '--kid', 'k1']])(
    '%s --dry-run changes nothing',
    async (...args) => {
      const before = puts.length;
      const { stdout } = await keys(...args, '--outputs', outputsFile, '--dry-run');
      expect([stdout, puts.length]).toEqual([expect.stringMatching(/^would /), before]);
      expect(existsSync(keyFile.replace('A.pem', 'C.pem'))).toBe(false);
    },
  );

  it.each([
    ['an option that there is not', ['create', '--nonsense'], "Unknown option '--nonsense'"],
    ['a second verb', ['show', 'install'], 'create, show, install, links or revoke'],
    ['no outputs', ['install'], '--outputs is needed'],
    ['outputs that are not there', ['links', '--outputs', 'nowhere.json'], 'nowhere.json: no such file'],
    ['outputs of another deployment', ['revoke', '--stage', 'prod', '--outputs', outputsFile], 'not of Edgeshot-prod'],
    ['a key that this computer has not', ['show', '--name', 'Z'], 'dev-Z.pem: no such key'],
    [
      'secrets that are not there',
      ['install', '--outputs', outputsFile, '--hmac-file', 'nowhere'],
      'nowhere: no such file',
    ],
  ])('says in one line that there is %s', async (_what, args, line) => {
    const refused = keys(...args);
    await expect(refused).rejects.toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(line) });
    await expect(refused).rejects.toMatchObject({ stderr: expect.stringMatching(/^.*\n$/) });
  });

  it('explains itself', async () => {
    expect((await keys('--help')).stdout).toContain('npm run keys -- install');
    await expect(keys('destroy')).rejects.toMatchObject({ code: 2 });
  });
});

function readKept(secretId: string) {
  return JSON.parse(puts.findLast(({ SecretId }) => SecretId === secretId)?.SecretString ?? '{}');
}

function readLinkKey(): LinkKey {
  return readKept('edgeshot/dev/link-key').link_key;
}

function readLinkKeys(): unknown {
  return readKept('edgeshot/dev/edge-keys').link_keys;
}

function toPublic({ kid, kty, crv, x }: LinkKey) {
  return { kid, kty, crv, x, use: 'sig', alg: 'EdDSA' };
}

async function keys(...args: readonly string[]) {
  return requireSuccess(await operate('keys', args, { env: toEnvironment() }));
}

function toEnvironment() {
  return {
    HOME: home,
    AWS_ACCESS_KEY_ID: 'operator',
    AWS_SECRET_ACCESS_KEY: 'operator',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: url,
  };
}

/** Fails as a shell's `set -e` would, with all that came of the command. */
function requireSuccess(result: Result): Result {
  if (result.code === 0) return result;
  throw Object.assign(new Error(`exit code ${result.code}`), result);
}

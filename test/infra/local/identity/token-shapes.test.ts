import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, type JWK } from 'jose';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { signAccessToken } from '../../../../infra/local/identity/access-token.ts';
import type { DemoUser } from '../../../../infra/local/identity/demo-user.ts';
import { createIdentity } from '../../../../infra/local/identity/server.ts';
import { createSessionStore } from '../../../../infra/local/identity/session-store.ts';
import { AUDIENCE, CLIENT_ID, type TokenShape } from '../../../../infra/local/identity/token-shapes.ts';
import { findFreePort } from '../../../support/find-free-port.ts';
import { chooseUser, createBrowser, DASHBOARD } from './choose-user.ts';

const WES: DemoUser = { name: 'worker', fullName: 'Wes Alvarado', role: 'worker', subject: 'user-wes', about: '' };

let key: JWK;
beforeAll(async () => {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  key = { ...(await exportJWK(privateKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
});

/** One token by signing in, and one without the issuer. */
async function getTokens(shape: TokenShape): Promise<readonly string[]> {
  const port = await findFreePort();
  const issuer = `http://localhost:${port}`;
  const sessions = createSessionStore(':memory:', Date.now);
  const options = {
    issuer,
    dashboard: DASHBOARD,
    users: () => [WES],
    signingKey: key,
    cookieKey: 'a-cookie-key',
    sessions,
  };
  const service = await createIdentity({ ...options, shape, host: 'localhost', port, log: () => undefined });
  onTestFinished(async () => {
    await service.close();
    sessions.close();
  });
  const { tokens } = await chooseUser(issuer, createBrowser(), 'worker');
  const scope = 'openid profile email';
  const printed = await signAccessToken(WES, { issuer, key, shape, scope, expiresInSeconds: 3600, nowMs: Date.now() });
  return [tokens.access_token, printed];
}

describe.each<[TokenShape, { header: object; claims: object; absent: readonly string[] }]>([
  [
    'rfc9068',
    {
      header: { typ: 'at+jwt' },
      claims: { aud: AUDIENCE, client_id: CLIENT_ID, name: 'Wes Alvarado', roles: ['worker'] },
      absent: ['token_use', 'username', 'azp'],
    },
  ],
  [
    'cognito',
    {
      header: {},
      claims: {
        client_id: CLIENT_ID,
        token_use: 'access',
        version: 2,
        username: 'user-wes',
        name: 'Wes Alvarado',
        'cognito:groups': ['worker'],
      },
      absent: ['aud', 'roles', 'email'],
    },
  ],
  [
    'auth0',
    {
      header: { typ: 'JWT' },
      claims: {
        azp: CLIENT_ID,
        'https://edgeshot.example/name': 'Wes Alvarado',
        'https://edgeshot.example/roles': ['worker'],
      },
      absent: ['client_id', 'name', 'roles'],
    },
  ],
  [
    'entra',
    {
      header: { typ: 'JWT' },
      claims: { aud: AUDIENCE, azp: CLIENT_ID, ver: '2.0', name: 'Wes Alvarado', roles: ['worker'] },
      absent: ['client_id', 'scope'],
    },
  ],
])('an access token of the shape %s', (shape, { header, claims, absent }) => {
  it('is the same by signing in and by npm run token', async () => {
    const [given = '', printed = ''] = await getTokens(shape);
    for (const token of [given, printed]) {
      expect(decodeProtectedHeader(token)).toEqual({ alg: 'RS256', kid: 'k1', ...header });
      expect(decodeJwt(token)).toMatchObject({ sub: 'user-wes', ...claims });
    }
    expect(Object.keys(decodeJwt(given)).toSorted()).toEqual(Object.keys(decodeJwt(printed)).toSorted());
    expect(Object.keys(decodeJwt(given)).filter((name) => absent.includes(name))).toEqual([]);
  });
});

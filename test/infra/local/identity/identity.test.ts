import { createLocalJWKSet, createRemoteJWKSet, exportJWK, generateKeyPair, type JWK, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signAccessToken } from '../../../../infra/local/identity/access-token.ts';
import type { DemoUser } from '../../../../infra/local/identity/demo-user.ts';
import { createIdentity, type IdentityServer } from '../../../../infra/local/identity/server.ts';
import { createSessionStore, type SessionStore } from '../../../../infra/local/identity/session-store.ts';
import { AUDIENCE, CLIENT_ID } from '../../../../infra/local/identity/token-shapes.ts';
import { findFreePort } from '../../../support/find-free-port.ts';
import {
  askToSignIn,
  type Browser,
  chooseUser,
  createBrowser,
  DASHBOARD,
  requestToken,
  type Tokens,
} from './choose-user.ts';

const users: readonly DemoUser[] = [
  { name: 'worker', fullName: 'Wes <Worker>', role: 'worker', subject: 'user-worker', about: 'on the truck' },
  { name: 'customer', fullName: 'Cleo Customer', role: 'customer', subject: 'user-customer', about: 'at home' },
];

let issuer: string;
let key: JWK;
let sessions: SessionStore;
let service: IdentityServer;
let aheadMs = 0;
/** What the library has to say for itself, which would stand under the run's screen. */
const notices: unknown[] = [];

beforeAll(async () => {
  // Not one spy for all tests: vitest empties it before each.
  console.info = console.warn = (notice: unknown) => void notices.push(notice);
  const port = await findFreePort();
  issuer = `http://localhost:${port}`;
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  key = { ...(await exportJWK(privateKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
  sessions = createSessionStore(':memory:', () => Date.now() + aheadMs);
  service = await open(port);
});
afterAll(async () => {
  await service.close();
  sessions.close();
});

describe('signing in', () => {
  it('goes from the dashboard over the choice of a person to a JWT that names the role', async () => {
    const browser = createBrowser();
    const { page, tokens } = await signIn(browser, 'worker');
    expect(page).toContain('Wes &#60;Worker&#62;');
    expect(page).not.toContain('<script');
    const { payload, protectedHeader } = await verify(tokens.access_token);
    expect(protectedHeader).toMatchObject({ alg: 'RS256', typ: 'at+jwt', kid: 'k1' });
    expect(payload).toMatchObject({
      sub: 'user-worker',
      roles: ['worker'],
      name: 'Wes <Worker>',
      client_id: CLIENT_ID,
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600);
  });

  it('gives a new refresh token for each old one, and a stolen old one ends them all', async () => {
    const { tokens } = await signIn(createBrowser(), 'customer');
    const second = await refresh(tokens.refresh_token);
    expect(second.refresh_token).not.toBe(tokens.refresh_token);
    expect((await verify(second.access_token)).payload.sub).toBe('user-customer');
    aheadMs += 61_000;
    expect(await refresh(tokens.refresh_token)).toMatchObject({ error: 'invalid_grant' });
    expect(await refresh(second.refresh_token)).toMatchObject({ error: 'invalid_grant' });
  });

  it('takes a refresh token again within a minute of its first use: the response may have been lost', async () => {
    const { tokens } = await signIn(createBrowser(), 'customer');
    await refresh(tokens.refresh_token);
    aheadMs += 50_000;
    const again = await refresh(tokens.refresh_token);
    expect((await verify(again.access_token)).payload.sub).toBe('user-customer');
    expect((await verify((await refresh(again.refresh_token)).access_token)).payload.sub).toBe('user-customer');
    // The minute is counted from the first use: no number of uses makes it longer.
    aheadMs += 11_000;
    expect(await refresh(tokens.refresh_token)).toMatchObject({ error: 'invalid_grant' });
  });

  it('keeps who is signed in when it is started anew', async () => {
    const { tokens } = await signIn(createBrowser(), 'worker');
    await service.close();
    service = await open(Number(new URL(issuer).port));
    expect((await verify((await refresh(tokens.refresh_token)).access_token)).payload.sub).toBe('user-worker');
  });

  it('asks again after signing out', async () => {
    const browser = createBrowser();
    const { tokens } = await signIn(browser, 'worker');
    const query = new URLSearchParams({ id_token_hint: tokens.id_token, post_logout_redirect_uri: `${DASHBOARD}/` });
    const asked = await browser(`${issuer}/session/end?${query}`);
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(await asked.text())?.[1] ?? '';
    const left = await browser(`${issuer}/session/end/confirm`, new URLSearchParams({ xsrf, logout: 'yes' }));
    expect(left.headers.get('location')).toMatch(`${DASHBOARD}/`);
    expect((await authorize(browser)).headers.get('location')).toMatch(/^\/sign-in\//);
  });

  it('revokes what the dashboard gives back at sign-out', async () => {
    const { tokens } = await signIn(createBrowser(), 'worker');
    const form = new URLSearchParams({ client_id: CLIENT_ID, token: tokens.refresh_token });
    expect((await fetch(`${issuer}/token/revocation`, { method: 'POST', body: form })).status).toBe(200);
    expect(await refresh(tokens.refresh_token)).toMatchObject({ error: 'invalid_grant' });
  });

  it('says that one is signed out where there is nowhere to go back to', async () => {
    const browser = createBrowser();
    await signIn(browser, 'worker');
    const asked = await browser(`${issuer}/session/end`);
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(await asked.text())?.[1] ?? '';
    const left = await browser(`${issuer}/session/end/confirm`, new URLSearchParams({ xsrf, logout: 'yes' }));
    expect(await (await browser(left.headers.get('location') ?? '')).text()).toContain('<h1>Signed out</h1>');
  });

  it('prints no notice of the library, whatever was done above', () => {
    expect(notices).toEqual([]);
  });

  it('lets the dashboard’s page read its responses, and no other page', async () => {
    const ask = (origin: string) =>
      fetch(`${issuer}/token`, {
        method: 'POST',
        headers: { origin },
        body: new URLSearchParams({ client_id: CLIENT_ID, grant_type: 'refresh_token', refresh_token: 'x' }),
      });
    expect((await ask(DASHBOARD)).headers.get('access-control-allow-origin')).toBe(DASHBOARD);
    expect(await (await ask('http://localhost:9999')).json()).toMatchObject({ error: 'invalid_request' });
  });
});

describe('attack: sign-in', () => {
  it('refuses a redirect to another place, a request without PKCE and another audience', async () => {
    const elsewhere = await authorize(createBrowser(), { redirect_uri: 'http://localhost:9999/' });
    expect(elsewhere.status).toBe(400);
    const errorOf = (response: Response) => new URL(response.headers.get('location') ?? '').searchParams.get('error');
    expect(errorOf(await authorize(createBrowser(), { code_challenge: '' }))).toBe('invalid_request');
    expect(errorOf(await authorize(createBrowser(), { resource: 'urn:other' }))).toBe('invalid_target');
  });

  it('refuses the form of a sign-in that another browser began', async () => {
    const begun = await authorize(createBrowser());
    const url = `${issuer}${begun.headers.get('location')}`;
    expect((await createBrowser()(url, new URLSearchParams({ user: 'worker' }))).status).toBe(400);
  });
});

describe('signAccessToken', () => {
  it('makes what the issuer’s published keys verify, bounded as told', async () => {
    const token = await signAccessToken(users[0] as DemoUser, {
      issuer,
      key,
      jobs: ['j-1'],
      scope: 'upload',
      expiresInSeconds: 60,
      nowMs: Date.now(),
    });
    const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(`${issuer}/jwks`)), {
      issuer,
      audience: AUDIENCE,
    });
    expect(payload).toMatchObject({ sub: 'user-worker', jobs: ['j-1'], scope: 'upload', roles: ['worker'] });
  });
});

function authorize(browser: Browser, overrides: Readonly<Record<string, string>> = {}): Promise<Response> {
  return askToSignIn(issuer, browser, overrides);
}

function signIn(browser: Browser, user: string): Promise<{ page: string; tokens: Tokens }> {
  return chooseUser(issuer, browser, user);
}

function refresh(refreshToken: string): Promise<Tokens> {
  return requestToken(issuer, { client_id: CLIENT_ID, grant_type: 'refresh_token', refresh_token: refreshToken });
}

function verify(token: string) {
  const { kty, n, e, kid, alg } = key as JWK & { kty: string };
  const keys = createLocalJWKSet({ keys: [{ kty, n, e, kid, alg } as JWK] });
  return jwtVerify(token, keys, { issuer, audience: AUDIENCE });
}

function open(port: number): Promise<IdentityServer> {
  return createIdentity({
    issuer,
    dashboard: DASHBOARD,
    users: () => users,
    signingKey: key,
    cookieKey: 'a-cookie-key',
    sessions,
    host: 'localhost',
    port,
    log: () => undefined,
  });
}

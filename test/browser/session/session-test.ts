/** A test of the session in a real browser, against the certified issuer of the local run. */
import { exportJWK, generateKeyPair } from 'jose';
import type { Page } from 'playwright-core';
import { createIdentity } from '../../../infra/local/identity/server.ts';
import { createSessionStore } from '../../../infra/local/identity/session-store.ts';
import { AUDIENCE, CLIENT_ID } from '../../../infra/local/identity/token-shapes.ts';
import { findFreePort } from '../../support/find-free-port.ts';
import { phoneTest } from '../phone-test.ts';

const users = [
  { name: 'worker', fullName: 'Wes Alvarado', role: 'worker', subject: 'user-wes', about: 'truck 4' },
  { name: 'ana', fullName: 'Ana Ruiz', role: 'worker', subject: 'user-ana', about: 'truck 5' },
] as const;

export const sessionTest = phoneTest.extend('issuer', { scope: 'file', auto: true }, async ({ rig }, { onCleanup }) => {
  const port = await findFreePort();
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const sessions = createSessionStore(':memory:', Date.now);
  const url = `http://localhost:${port}`;
  const issuer = await createIdentity({
    issuer: url,
    dashboard: rig.edge.url,
    users: () => users,
    signingKey: { ...(await exportJWK(privateKey)), kid: 'k1', alg: 'RS256', use: 'sig' },
    cookieKey: 'a-key-for-the-cookies-of-the-tests',
    sessions,
    host: 'localhost',
    port,
    log: () => undefined,
  });
  onCleanup(async () => {
    await issuer.close();
    sessions.close();
  });
  rig.serve('/config.json', { issuer: url, client_id: CLIENT_ID, resource: AUDIENCE });
  return issuer;
});

/** Leaves for the issuer, chooses the person, and comes back; fulfils with where the app would go on. */
export async function signInAs(page: Page, returnTo: string, name = 'Wes Alvarado'): Promise<string> {
  await Promise.all([
    page.waitForURL(/\/sign-in\//),
    page.evaluate((path) => window.phone.session.signIn(path), returnTo),
  ]);
  await page.getByText(name).click();
  await page.waitForURL(/code=/);
  return complete(page);
}

export async function complete(page: Page): Promise<string> {
  return page.evaluate(async () => {
    window.phone = await window.engine.createPhone();
    const url = new URL(location.href);
    if (!window.phone.session.isSignInResponse(url)) throw new Error('no response');
    return window.phone.session.completeSignIn(url).catch((error: { code: string }) => `error:${error.code}`);
  });
}

export const readState = (page: Page) =>
  page.evaluate(() => ({ state: window.phone.session.state, user: window.phone.session.user }));

/** The token, or the code of what kept it away. */
export const askToken = (page: Page) =>
  page.evaluate(() => window.phone.session.token().catch((error: { code: string }) => `error:${error.code}`));

/** Lets the access token end, on the phone. */
export const endToken = (page: Page) =>
  page.evaluate(async () => {
    const database = await window.engine.openDatabase();
    const session = (await database.read('key-values').get('session')) as object;
    await database.write('key-values').put({ ...session, goodUntilMs: 0 }, 'session');
    database.close();
  });

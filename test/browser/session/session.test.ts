/** The sign-in in a real browser, against the certified issuer of the local run. */
import { describe, expect } from 'vitest';
import { complete, endToken, sessionTest as it, readState, signInAs } from './session-test.ts';

const DAY_MS = 86_400_000;

describe('signIn', () => {
  it('knows who it is, leads back to where one was, and outlives a reload', async ({ openPage }) => {
    const page = await openPage(null);
    expect(await signInAs(page, '/?job=j-1')).toBe('/?job=j-1');
    const expected = { state: 'signed-in', user: { subject: 'user-wes', name: 'Wes Alvarado', roles: ['worker'] } };
    expect(await readState(page)).toEqual(expected);
    const again = await openPage(null);
    expect(await readState(again)).toEqual(expected);
  });

  it.for<[name: string, ms: number]>([
    ['ahead', DAY_MS],
    ['behind', -DAY_MS],
  ])('works with a phone whose clock is a day %s', async ([, ms], { rig, context }) => {
    const page = await context.newPage();
    await page.clock.install({ time: Date.now() + ms });
    await rig.startEngine(page, null);
    await signInAs(page, '/');
    expect(await readState(page)).toMatchObject({ state: 'signed-in' });
    expect(await page.evaluate(() => window.phone.session.token())).toMatch(/^eyJ/);
  });

  it('asks the issuer who it is after a sign-out, although the issuer remembers', async ({ openPage }) => {
    const page = await openPage(null);
    await signInAs(page, '/');
    await page.evaluate(() => window.phone.session.signOut());
    expect(await readState(page)).toEqual({ state: 'signed-out', user: null });
    expect(await signInAs(page, '/')).toBe('/');
  });
});

describe('token', () => {
  it('is refreshed once when two tabs want it at the same time', async ({ openPage }) => {
    const one = await openPage(null);
    await signInAs(one, '/');
    await endToken(one);
    const tabs = await Promise.all([openPage(null), openPage(null)]);
    const [first, second] = await Promise.all(tabs.map((tab) => tab.evaluate(() => window.phone.session.token())));
    expect(first).toMatch(/^eyJ/);
    expect(second).toBe(first);
  });

  it('is expired, with the user still known, when the issuer takes the refresh token no more', async ({ openPage }) => {
    const page = await openPage(null);
    await signInAs(page, '/');
    await page.evaluate(async () => {
      const database = await window.engine.openDatabase();
      const session = (await database.read('key-values').get('session')) as object;
      await database.write('key-values').put({ ...session, goodUntilMs: 0, refreshToken: 'spent' }, 'session');
      database.close();
    });
    const again = await openPage(null);
    const code = await again.evaluate(() =>
      window.phone.session.token().catch((error: { code: string }) => error.code),
    );
    expect(code).toBe('token-expired');
    expect(await readState(again)).toMatchObject({ state: 'expired', user: { subject: 'user-wes' } });
  });

  it('stays signed in when the issuer cannot be reached', async ({ issuer, openPage }) => {
    const page = await openPage(null);
    await signInAs(page, '/');
    await endToken(page);
    const again = await openPage(null);
    await again.route(`${issuer.url}/**`, (route) => route.abort());
    const code = await again.evaluate(() =>
      window.phone.session.token().catch((error: { code: string }) => error.code),
    );
    expect(code).toBe('unavailable');
    expect((await readState(again)).state).toBe('signed-in');
  });

  it('is refreshed at the next try when the response that brought it was lost', async ({ issuer, openPage }) => {
    const page = await openPage(null);
    await signInAs(page, '/');
    await endToken(page);
    const again = await openPage(null);
    await again.route(
      `${issuer.url}/token`,
      async (route) => {
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
    const ask = () => again.evaluate(() => window.phone.session.token().catch((error: { code: string }) => error.code));
    expect(await ask()).toBe('unavailable');
    expect(await ask()).toMatch(/^eyJ/);
  });

  it.for(['/config.json', '/.well-known/openid-configuration', '/token'])(
    'is waited for no longer than half a minute when %s does not answer: other tabs want it too',
    async (silent, { openPage }) => {
      const page = await openPage(null);
      await signInAs(page, '/');
      await endToken(page);
      const again = await openPage(null);
      await again.clock.install();
      const { promise: asked, resolve } = Promise.withResolvers<unknown>();
      await again.route(`**${silent}`, resolve);
      const code = again.evaluate(() => window.phone.session.token().catch((error: { code: string }) => error.code));
      await asked;
      await again.clock.runFor(31_000);
      expect(await code).toBe('unavailable');
      expect(await page.evaluate(() => window.phone.session.token())).toMatch(/^eyJ/);
    },
  );
});

describe('attack: a sign-in response that this phone did not ask for', () => {
  it.for(['?code=stolen&state=guessed', '?error=access_denied&state=guessed'])(
    'refuses %s',
    async (query, { openPage }) => {
      const page = await openPage(null);
      await page.goto(`/${query}`);
      expect(await complete(page)).toBe('error:token-invalid');
      expect((await readState(page)).state).toBe('signed-out');
    },
  );

  it('refuses a response a second time', async ({ openPage }) => {
    const page = await openPage(null);
    await signInAs(page, '/');
    expect(await complete(page)).toBe('error:token-invalid');
    expect((await readState(page)).state).toBe('signed-in');
  });

  it('leads to no other site, whatever was kept as the way back', async ({ openPage }) => {
    const page = await openPage(null);
    expect(await signInAs(page, '//evil.example/')).toBe('/');
  });
});

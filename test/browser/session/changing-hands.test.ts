/** A phone that changes hands: what belongs to one person is never kept, sent or shown as another's. */
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { waitUntil } from '../../support/wait-until.ts';
import { askToken, complete, endToken, sessionTest as it, readState, signInAs } from './session-test.ts';

/** Holds the issuer's response to the next refresh back; `release` lets it through. */
async function holdRefresh(page: Page, issuerUrl: string) {
  const asked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  await page.route(
    `${issuerUrl}/token`,
    async (route) => {
      const response = await route.fetch();
      asked.resolve();
      await released.promise;
      await route.fulfill({ response }).catch(() => undefined);
    },
    { times: 1 },
  );
  return { asked: asked.promise, release: released.resolve };
}

describe('a refresh that is under way', () => {
  it('does not undo a sign-out', async ({ issuer, openPage }) => {
    const page = await openPage(null);
    await signInAs(page, '/');
    await endToken(page);
    const tab = await openPage(null);
    const refresh = await holdRefresh(tab, issuer.url);
    const token = askToken(tab);
    await refresh.asked;
    await tab.evaluate(() => window.phone.session.signOut());
    refresh.release();
    expect(await token).toBe('error:token-missing');
    expect(await readState(tab)).toEqual({ state: 'signed-out', user: null });
    const reloaded = await openPage(null);
    expect(await readState(reloaded)).toEqual({ state: 'signed-out', user: null });
  });

  it('does not undo the sign-in of the next person', async ({ issuer, openPage }) => {
    const page = await openPage(null);
    await signInAs(page, '/');
    await endToken(page);
    const tab = await openPage(null);
    const refresh = await holdRefresh(tab, issuer.url);
    const token = askToken(tab);
    await refresh.asked;
    await page.evaluate(() => window.phone.session.signOut());
    await signInAs(page, '/', 'Ana Ruiz');
    refresh.release();
    expect(await token).toBe('error:token-missing');
    for (const each of [page, tab, await openPage(null)])
      expect(await readState(each)).toMatchObject({ state: 'signed-in', user: { subject: 'user-ana' } });
  });
});

/** Tabs that wait for the lock of renewals. */
const countWaiting = (page: Page) =>
  page.evaluate(async () => {
    const { pending = [] } = await navigator.locks.query();
    return pending.filter(({ name }) => name === 'edgeshot-token').length;
  });

describe('a tab that sleeps in the middle of a refresh', () => {
  it('holds up the others for 35 s, and no longer', async ({ context, rig, openPage }) => {
    const page = await openPage(null);
    await signInAs(page, '/');
    await endToken(page);
    const asleep = await openPage(null);
    await asleep.evaluate(() => {
      void navigator.locks.request('edgeshot-token', () => new Promise(() => undefined)).catch(() => undefined);
    });
    const other = await context.newPage();
    await other.clock.install();
    await rig.startEngine(other, null);
    const token = askToken(other);
    await waitUntil(async () => (await countWaiting(other)) === 1);
    await other.clock.runFor(34_000);
    expect(await countWaiting(other)).toBe(1);
    await other.clock.runFor(2_000);
    expect(await token).toMatch(/^eyJ/);
  });
});

describe('a sign-in begun in two tabs', () => {
  it('is finished in each of them, whichever comes first', async ({ context, rig, openPage }) => {
    const first = await openPage(null);
    const second = await context.newPage();
    await rig.startEngine(second, null);
    const begin = (page: Page) =>
      Promise.all([
        page.waitForURL(/\/sign-in\//),
        page.evaluate(() => window.phone.session.signIn('/').catch(() => undefined)),
      ]);
    await begin(first);
    await begin(second);
    for (const page of [first, second]) {
      await page.getByText('Wes Alvarado').click();
      await page.waitForURL(/code=/);
      expect(await complete(page)).toBe('/');
      expect((await readState(page)).state).toBe('signed-in');
    }
  });
});

describe('a request that is under way', () => {
  it('is not repeated with the token of the next person, nor is its response shown to them', async ({
    edge,
    openPage,
    rig,
  }) => {
    const page = await openPage('ana');
    const other = await openPage('ana');
    const tokens: (string | undefined)[] = [];
    const seen = Promise.withResolvers<void>();
    await page.route(/\/photos\?/, async (route) => {
      tokens.push(
        await route
          .request()
          .headerValue('authorization')
          .then((value) => value ?? undefined),
      );
      seen.resolve();
      await handedOver.promise;
      await route.fulfill({ status: 401, contentType: 'application/problem+json', body: '{"code":"token-expired"}' });
    });
    const handedOver = Promise.withResolvers<void>();
    const album = page.evaluate(() => window.phone.api.album('j-1').catch((error: { code: string }) => error.code));
    await seen.promise;
    await rig.signIn(other, 'ben');
    await waitUntil(async () => (await page.evaluate(() => window.phone.session.user?.subject)) === 'ben');
    handedOver.resolve();
    expect(await album).toBe('token-missing');
    expect(tokens).toEqual(['Bearer token-of-ana']);
    expect(edge.requests.filter(({ path }) => path === '/photos')).toEqual([]);
  });

  it('gives its response to nobody when the phone has changed hands meanwhile', async ({ openPage, rig }) => {
    const page = await openPage('ana');
    const other = await openPage('ana');
    const seen = Promise.withResolvers<void>();
    const handedOver = Promise.withResolvers<void>();
    await page.route(/\/photos\?/, async (route) => {
      seen.resolve();
      await handedOver.promise;
      await route.fulfill({ json: { job_id: 'j-1', photos: [], expires_at: '2030-01-01T00:00:00Z' } });
    });
    const album = page.evaluate(() =>
      window.phone.api.album('j-1').then(
        () => 'shown',
        (error: { code: string }) => error.code,
      ),
    );
    await seen.promise;
    await rig.signIn(other, 'ben');
    await waitUntil(async () => (await page.evaluate(() => window.phone.session.user?.subject)) === 'ben');
    handedOver.resolve();
    expect(await album).toBe('token-missing');
  });
});

/** Reasons for sending nothing: each ends by time, without an event and without a person. In a real browser. */
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { drawPhoto } from '../../support/draw-photo.ts';
import { waitUntil } from '../../support/wait-until.ts';
import type { EdgeDouble } from '../edge-double.ts';
import { capture, readSnapshot, waitForCopies, waitForStates } from '../phone-acts.ts';
import { sessionTest as it, signInAs } from '../session/session-test.ts';

/** Refuses the token of the first `times` requests for tickets, as an edge that does not know the issuer's new key. */
function refuseTokens(edge: EdgeDouble, times: number): () => number {
  let asked = 0;
  edge.fate = (path) => (path === '/upload-url' && asked++ < times ? { problem: 'token-invalid' } : 'pass');
  return () => asked;
}

/** What the open screens ask for, every few seconds; counts what was answered well. */
async function pollAsScreens(page: Page): Promise<void> {
  await page.evaluate(() => {
    setInterval(() => {
      void window.phone.api.jobs();
      void window.phone.api.album('j-1');
    }, 2000);
  });
}

/** Lets the page's time pass, slowly enough for its requests to be answered meanwhile. */
async function pass(page: Page, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 2) {
    await page.clock.runFor(2000);
    await page.evaluate(() => window.phone.api.jobs().catch(() => undefined));
  }
}

const readWord = (page: Page) =>
  page.evaluate(() => ({ state: window.phone.session.state, paused: window.phone.outbox.snapshot().paused }));

describe('a token that is refused although the session is good', () => {
  it('holds photos up for seconds when it was refused before and after its renewal', async ({ edge, openPage }) => {
    const page = await openPage(null);
    await signInAs(page, '/');
    refuseTokens(edge, 2);
    await pollAsScreens(page);
    await capture(page, 'j-1', [await drawPhoto()]);
    await waitForStates(page, ['in-job']);
    const tokens = edge.requests.flatMap(({ path, headers }) =>
      path === '/upload-url' ? [headers.authorization] : [],
    );
    expect(new Set(tokens).size).toBe(2);
    expect(await readWord(page)).toEqual({ state: 'signed-in', paused: null });
  });

  it('is no reason for a screen to ask for a sign-in', async ({ edge, openPage }) => {
    const page = await openPage(null);
    await signInAs(page, '/');
    edge.fate = () => ({ problem: 'token-invalid' });
    const ask = () => window.phone.api.album('j-1').catch((error: { code: string }) => error.code);
    expect(await page.evaluate(ask)).toBe('internal');
    expect(await readWord(page)).toMatchObject({ state: 'signed-in' });
  });

  it('sends within a minute of the edge being well again after five, while other requests were answered', async ({
    context,
    edge,
    rig,
  }) => {
    const page = await context.newPage();
    await page.clock.install();
    await rig.startEngine(page, null);
    await signInAs(page, '/');
    const asked = refuseTokens(edge, Number.POSITIVE_INFINITY);
    await pollAsScreens(page);
    await capture(page, 'j-1', [await drawPhoto()]);
    await waitUntil(() => asked() >= 2);
    for (let minute = 0; minute < 5; minute += 1) {
      const before = asked();
      await pass(page, 60);
      expect(asked()).toBeGreaterThan(before);
      expect(await readWord(page)).toMatchObject({ state: 'signed-in', paused: 'server' });
      expect((await readSnapshot(page)).entries[0]?.state).toBe('saved');
    }
    edge.fate = () => 'pass';
    await pass(page, 60);
    await waitForStates(page, ['in-job']);
    expect(edge.newest().size).toBe(1);
  });
});

/** Ends the session of `worker`, as another tab would, and says so only where `isTold`. */
const endSession = (page: Page, isTold: boolean) =>
  page.evaluate(async (tell) => {
    const database = await window.engine.openDatabase();
    const session = (await database.read('key-values').get('session')) as object;
    await database.write('key-values').put({ ...session, goodUntilMs: 0, refreshToken: null }, 'session');
    database.close();
    if (tell) new BroadcastChannel('edgeshot').postMessage({ type: 'session' });
  }, isTold);

describe('a session that is at its end', () => {
  it('asks its database next to nothing while a photo waits beside one that is delivered', async ({
    edge,
    openPage,
  }) => {
    edge.fate = (path) => (path === '/photos' ? { problem: 'unavailable' } : 'pass');
    const page = await openPage();
    await capture(page, 'j-1', [await drawPhoto()]);
    await waitForStates(page, ['delivered']);
    await endSession(page, true);
    await capture(page, 'j-1', [await drawPhoto()]);
    await page.waitForFunction(() => window.phone.outbox.snapshot().paused === 'sign-in');
    await page.waitForTimeout(3000);
    const count = await page.evaluate(async () => {
      let transactions = 0;
      const { transaction } = IDBDatabase.prototype;
      IDBDatabase.prototype.transaction = function (...names) {
        transactions += 1;
        return transaction.apply(this, names);
      };
      await new Promise((resolve) => setTimeout(resolve, 3000));
      return transactions;
    });
    expect(count).toBeLessThan(10);
  });

  it('that was renewed in another tab, unheard, is seen within a minute, and sent with', async ({
    context,
    edge,
    rig,
  }) => {
    const page = await context.newPage();
    await page.clock.install();
    await rig.startEngine(page, 'worker');
    await endSession(page, true);
    await page.waitForFunction(() => window.phone.session.state === 'expired');
    await capture(page, 'j-1', [await drawPhoto()]);
    await page.waitForFunction(() => window.phone.outbox.snapshot().paused === 'sign-in');
    await waitForCopies(page);
    // Now the sender has found that it cannot send.
    await page.waitForTimeout(500);
    // As a tab that slept: the database has it, and no message came.
    await page.evaluate(() => {
      BroadcastChannel.prototype.postMessage = () => undefined;
    });
    await rig.signIn(page, 'worker');
    expect(await readWord(page)).toEqual({ state: 'expired', paused: 'sign-in' });
    expect(edge.versions).toEqual([]);
    for (let second = 0; second < 62; second += 2) await page.clock.runFor(2000);
    await waitForStates(page, ['in-job']);
    expect(await readWord(page)).toEqual({ state: 'signed-in', paused: null });
  });
});

/** Reasons for sending nothing: each ends by time, without an event and without a person. In a real browser. */
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { drawPhoto } from '../../support/draw-photo.ts';
import { waitUntil } from '../../support/wait-until.ts';
import type { EdgeDouble } from '../edge-double.ts';
import { capture, readSnapshot, waitForStates } from '../phone-acts.ts';
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

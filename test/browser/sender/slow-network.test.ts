/** A connection that is slow but moves, or on which nothing at all is answered for 40 s, is never given up. In a real browser. */
import { describe, expect } from 'vitest';
import { drawPhoto } from '../../support/draw-photo.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { capture, waitForStates } from '../phone-acts.ts';
import { phoneTest } from '../phone-test.ts';
import { startPausingNetwork } from './pausing-network.ts';

const it = phoneTest.extend('network', async ({ edge }, { onCleanup }) => {
  const network = await startPausingNetwork(Number(new URL(edge.url).port));
  onCleanup(() => network.close());
  return network;
});

const PAUSE_MS = 40_000;

describe('2G with pauses of 40 s', () => {
  it('carries each photo once, while the album is asked for every 2 s', { timeout: 300_000 }, async ({
    edge,
    network,
    rig,
  }) => {
    const context = await rig.createContext(network.url);
    const page = await context.newPage();
    await rig.startEngine(page, 'worker');
    await page.evaluate(() => {
      const ask = (): unknown =>
        window.phone.api
          .album('j-1')
          .catch(() => undefined)
          .then(() => setTimeout(ask, 2000));
      ask();
    });
    const countUploads = () => edge.requests.filter(({ path }) => path === '/upload').length;
    network.slowDown();
    await capture(page, 'j-1', [await drawPhoto()]);
    // The first is the preview, by which the connection is measured.
    await waitUntil(() => countUploads() === 2, 120_000);
    await page.waitForTimeout(3000);
    network.pause();
    await page.waitForTimeout(PAUSE_MS);
    network.goOn();
    await waitForStates(page, ['in-job'], 120_000);
    expect(countUploads()).toBe(2);
    expect(edge.versions).toHaveLength(2);
    await context.close();
  });
});

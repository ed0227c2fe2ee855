/**
 * The phone through a bad day, in a real browser against the whole local run: cut and stalled lines, lost responses, a busy
 * S3, expired tickets and tokens, reloads, killed tabs, a killed service worker, two tabs. By a seed, hence repeatable.
 * `CHAOS_PHOTOS=50 CHAOS_SEED=7 npm run test:system -- test/system/phone/chaos.test.ts` is the large one.
 */
import type { BrowserContext, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { drawPhoto } from '../../support/draw-photo.ts';
import { createJumpingClock } from '../../support/jumping-clock.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { badNetworkTest as it } from './bad-network-test.ts';
import type { Fault } from './fault-proxy.ts';
import { addFromLibrary, chooseOriginals, countKept, readBucket, signInAsWorker } from './phone-journey.ts';

const PHOTOS = Number(process.env.CHAOS_PHOTOS ?? 8);
const SEED = Number(process.env.CHAOS_SEED ?? 1);
const JOB = 'j-test';
/** How long the weather lasts, and how soon after it all must be in the job: a response may be waited for 120 s. */
const STORM_MS = PHOTOS * 1500;
const CALM_MS = 180_000 + PHOTOS * 2000;
/** Of faults, passing unhurt included: a stall may be all that a short storm has brought. */
const LEAST_KINDS = 4;
const LINE: readonly Fault[] = ['cut', 'lose', 'stall', 'break-off', 'busy'];
/** What befalls which requests, and what share of them. */
const WEATHER: Readonly<Record<string, { readonly faults: readonly Fault[]; readonly share: number }>> = {
  'POST /upload': { faults: [...LINE, 'expired-ticket'], share: 0.5 },
  'POST /upload-url': { faults: [...LINE, 'expired-token'], share: 0.5 },
  'GET /photos': { faults: LINE, share: 0.2 },
  'GET /jobs': { faults: LINE, share: 0.2 },
  'GET /config.json': { faults: LINE, share: 0.2 },
  'GET /.well-known/openid-configuration': { faults: LINE, share: 0.2 },
  'POST /token': { faults: LINE, share: 0.2 },
};

const { random } = createJumpingClock(SEED, 0);
const pick = <T>(choices: readonly T[]): T | undefined => choices[Math.floor(random() * choices.length)];

function drawFault(method: string, path: string): Fault | null {
  const { faults, share } = WEATHER[`${method} ${path}`] ?? { faults: [], share: 0 };
  return random() < share ? (pick(faults) ?? null) : null;
}

async function openJob(context: BrowserContext, dashboard: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(dashboard);
  await page.getByText('Try it out').click();
  await page.locator('input[type=file][multiple]').waitFor({ state: 'attached' });
  return page;
}

/** What befalls the phone itself. Each leaves one page open on the job. */
const MISHAPS: readonly ((page: Page, openAnew: () => Promise<Page>) => Promise<Page>)[] = [
  async (page) => {
    await page.reload();
    return page;
  },
  async (page, openAnew) => {
    await page.close({ runBeforeUnload: false });
    return openAnew();
  },
  async (page, openAnew) => {
    const other = await openAnew();
    await page.close({ runBeforeUnload: false });
    return other;
  },
  async (page) => {
    const session = await page.context().newCDPSession(page);
    await session.send('ServiceWorker.enable');
    await session.send('ServiceWorker.stopAllWorkers');
    await session.detach();
    return page;
  },
  async (page) => {
    await page.context().setOffline(true);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await page.context().setOffline(false);
    return page;
  },
];

describe(`a bad day of ${PHOTOS} photos (seed ${SEED})`, () => {
  it('ends with each photo in the job once, byte for byte, soon after the network is back', {
    timeout: STORM_MS + CALM_MS + 180_000,
  }, async ({ run, proxy, context }) => {
    const openAnew = () => openJob(context, run.info.dashboard);
    const first = await signInAsWorker(context, run);
    await chooseOriginals(first);
    await first.close();
    let page = await openAnew();
    const before = await readBucket(run, JOB);
    const photos = await Promise.all(Array.from({ length: PHOTOS }, () => drawPhoto({ width: 1200, height: 900 })));

    proxy.fault = drawFault;
    await addFromLibrary(page, photos.slice(0, PHOTOS / 2));
    const other = await openAnew();
    await addFromLibrary(other, photos.slice(PHOTOS / 2));
    await other.close({ runBeforeUnload: false });
    const countKinds = () => new Set(proxy.seen.map(({ fault }) => fault)).size;
    const startMs = Date.now();
    const isStormy = () => {
      const lastedMs = Date.now() - startMs;
      return lastedMs < STORM_MS || (countKinds() < LEAST_KINDS && lastedMs < STORM_MS + 120_000);
    };
    while (isStormy()) {
      page = (await pick(MISHAPS)?.(page, openAnew)) ?? page;
      await new Promise((resolve) => setTimeout(resolve, 300 + random() * 1500));
    }

    proxy.fault = () => null;
    await waitUntil(async () => (await countKept(page)) === 0, CALM_MS);
    const after = await readBucket(run, JOB);
    const arrived = [...after].filter(([key]) => !before.has(key)).map(([, hash]) => hash);
    const taken = photos.map(({ sha256 }) => sha256);
    expect(arrived.sort()).toEqual(taken.sort());
    expect(countKinds()).toBeGreaterThanOrEqual(LEAST_KINDS);
  });
});

/** How soon after a storm the photos of a phone are in their job: of cut and stalled connections, lost responses, a busy edge and S3, and reloads. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { drawPhoto } from '../../support/draw-photo.ts';
import { createJumpingClock } from '../../support/jumping-clock.ts';
import type { LocalRun } from '../../support/start-local-run.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { PHONE } from '../../support/walk-dashboard.ts';
import { type Fault, type FaultProxy, startFaultProxy } from '../../system/phone/fault-proxy.ts';
import { addFromLibrary, countKept } from '../../system/phone/phone-journey.ts';
import type { StorageState } from './open-phone.ts';

export const STORM_PHOTOS = 8;

const STORM_MS = STORM_PHOTOS * 1500;
/** Longer than the goal, so that the bench tells by how much it was missed. */
const CALM_MS = 300_000;
const FAULTS: readonly Fault[] = ['cut', 'lose', 'stall', 'break-off', 'busy'];
/** Of the requests that bring photos so many meet a fault, and of the others that the page makes. */
const SHARES: readonly (readonly [path: RegExp, share: number])[] = [
  [/^\/upload/, 0.5],
  [/^\/(photos|jobs|config\.json|token)$/, 0.2],
];

interface StormPlace {
  readonly browser: Browser;
  readonly run: LocalRun;
  readonly session: StorageState;
  readonly jobId: string;
}

/** Seconds. */
export async function timeStorm(place: StormPlace, seed: number): Promise<number> {
  const { browser, run, session, jobId } = place;
  const proxy = await startFaultProxy();
  const context = await browser.newContext({
    viewport: PHONE,
    storageState: { cookies: [], origins: session.origins },
    proxy: { server: proxy.url, bypass: '<-loopback>' },
  });
  try {
    const page = await context.newPage();
    await page.goto(`${run.info.dashboard}/job/${jobId}`);
    await page.locator('input[type=file][multiple]').waitFor({ state: 'attached' });
    const { random } = createJumpingClock(seed, 0);
    const photos = Array.from({ length: STORM_PHOTOS }, () => drawPhoto({ width: 1200, height: 900 }));
    const files = await Promise.all(photos);
    begin(proxy, random);
    await addFromLibrary(page, files);
    await reloadForAWhile(page, random);
    proxy.fault = () => null;
    const calmMs = Date.now();
    await waitUntil(async () => (await countKept(page)) === 0, CALM_MS);
    return (Date.now() - calmMs) / 1000;
  } finally {
    await context.close();
    await proxy.close();
  }
}

function begin(proxy: FaultProxy, random: () => number): void {
  proxy.fault = (_, path) => {
    const [, share = 0] = SHARES.find(([pattern]) => pattern.test(path)) ?? [];
    return random() < share ? (FAULTS[Math.floor(random() * FAULTS.length)] ?? null) : null;
  };
}

async function reloadForAWhile(page: Page, random: () => number): Promise<void> {
  const endMs = Date.now() + STORM_MS;
  while (Date.now() < endMs) {
    await page.reload();
    await sleep(300 + random() * 3000);
  }
}

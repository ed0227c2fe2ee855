/** A worker takes photos on one page after another, closes each at a random moment, and opens none after the last. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { NetworkName } from '../../../infra/local/network/profiles.ts';
import type { DrawnPhoto } from '../../support/draw-photo.ts';
import type { LocalRun } from '../../support/start-local-run.ts';
import type { FaultProxy } from '../../system/phone/fault-proxy.ts';
import { fireSync } from '../../system/phone/fire-sync.ts';
import { addFromLibrary, chooseOriginals, readBucket, signInAsWorker } from '../../system/phone/phone-journey.ts';

export interface Left {
  readonly taken: number;
  readonly pages: number;
  readonly arrivedAtClose: number;
  readonly arrived: number;
  /** From the moment when the last page closed. */
  readonly seconds: number;
  readonly lost: number;
  /** Files of bytes that stand under more than one key. */
  readonly doubled: number;
  readonly forms: number;
  readonly cuts: number;
  readonly syncs: number;
}

export interface Leaving {
  readonly run: LocalRun;
  readonly browser: Browser;
  readonly proxy: FaultProxy;
  readonly jobId: string;
  readonly network: NetworkName;
  readonly random: () => number;
  readonly tell: (step: string) => void;
}

/** Photos of one page at most. */
const MOST_AT_ONCE = 30;
const LONGEST_OPEN_MS = 8000;
const CUT_SHARE = 0.1;
/** A browser fires `sync` when it thinks that there is a network, and again some minutes after one that failed. */
const SYNC_EVERY_MS = 45_000;
const LOOK_MS = 3000;
/** Nothing has come for so long: then the rest never does. */
const GIVE_UP_MS = 300_000;

export async function leaveForGood(leaving: Leaving, photos: readonly DrawnPhoto[]): Promise<Left> {
  const { run, browser, proxy, jobId, network, random, tell } = leaving;
  const context = await browser.newContext({ proxy: { server: proxy.url, bypass: '<-loopback>' } });
  const first = await signInAsWorker(context, run);
  await chooseOriginals(first);
  await first.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await openJob(first, run, jobId);
  const before = new Set((await readBucket(run, jobId)).keys());
  const listNew = async () => [...(await readBucket(run, jobId))].filter(([key]) => !before.has(key));
  const isUpload = (path: string) => path === '/upload';
  proxy.fault = (_, path) => (isUpload(path) && random() < CUT_SHARE ? 'cut' : null);
  run.setNetwork(network);
  const pages = await takeAll(first, photos, leaving);
  const closedMs = Date.now();
  const arrivedAtClose = (await listNew()).length;
  const wanted = new Set(photos.map(({ sha256 }) => sha256));
  const syncs = await waitForAll(context, { leaving, listNew, wanted });
  const hashes = (await listNew()).map(([, sha256]) => sha256);
  const forms = proxy.seen.filter(({ path }) => isUpload(path));
  const arrived = new Set(hashes.filter((sha256) => wanted.has(sha256)));
  tell('all that comes has come');
  await context.close();
  return {
    taken: photos.length,
    pages,
    arrivedAtClose,
    arrived: arrived.size,
    seconds: (Date.now() - closedMs) / 1000,
    lost: wanted.size - arrived.size,
    doubled: hashes.length - new Set(hashes).size,
    forms: forms.length,
    cuts: forms.filter(({ fault }) => fault === 'cut').length,
    syncs,
  };
}

/** Returns on how many pages. */
async function takeAll(first: Page, photos: readonly DrawnPhoto[], leaving: Leaving): Promise<number> {
  const { run, jobId, random, tell } = leaving;
  let page = first;
  let pages = 0;
  for (let taken = 0; taken < photos.length; ) {
    if (pages > 0) {
      page = await page.context().newPage();
      await openJob(page, run, jobId);
    }
    const count = 1 + Math.floor(random() * MOST_AT_ONCE);
    await addFromLibrary(page, photos.slice(taken, taken + count));
    taken = Math.min(photos.length, taken + count);
    pages += 1;
    tell(`page ${pages}: ${taken} of ${photos.length} taken`);
    await sleep(random() * LONGEST_OPEN_MS);
    await page.close({ runBeforeUnload: false });
  }
  return pages;
}

async function openJob(page: Page, run: LocalRun, jobId: string): Promise<void> {
  await page.goto(`${run.info.dashboard}/job/${jobId}`);
  await page.locator('input[type=file][multiple]').waitFor({ state: 'attached', timeout: 120_000 });
}

interface Waiting {
  readonly leaving: Leaving;
  readonly listNew: () => Promise<readonly (readonly [key: string, sha256: string])[]>;
  readonly wanted: ReadonlySet<string>;
}

/** Returns how often a sync event was fired. */
async function waitForAll(context: BrowserContext, { leaving, listNew, wanted }: Waiting): Promise<number> {
  let syncs = 0;
  let syncedMs = 0;
  let lastMs = Date.now();
  for (let arrived = -1; Date.now() - lastMs < GIVE_UP_MS; await sleep(LOOK_MS)) {
    const now = new Set((await listNew()).map(([, sha256]) => sha256)).size;
    if (now !== arrived) {
      lastMs = Date.now();
      arrived = now;
      leaving.tell(`${now} of ${wanted.size} in the job`);
    }
    if (now >= wanted.size) break;
    if (Date.now() - syncedMs < SYNC_EVERY_MS) continue;
    await fireSync(context, leaving.run.info.dashboard);
    syncedMs = Date.now();
    syncs += 1;
  }
  return syncs;
}

/** Who sends on a phone with several tabs: one at a time, and one that sleeps is not waited for. In a real browser. */
import type { BrowserContext, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { drawPhoto } from '../../support/draw-photo.ts';
import { freeze, prepareFreezing } from '../../support/freeze-page.ts';
import { holdTimers, passTime } from '../../support/hold-timers.ts';
import { waitUntil } from '../../support/wait-until.ts';
import type { EdgeDouble } from '../edge-double.ts';
import { capture, readSnapshot, waitForCopies } from '../phone-acts.ts';
import type { PhoneRig } from '../phone-page.ts';
import { phoneTest } from '../phone-test.ts';

const LOCK = 'edgeshot-send';

const it = phoneTest
  /** A tab in which time stands still until it is let pass: without the engine running. */
  .extend('openStill', ({ context }) => async () => {
    const page = await context.newPage();
    await holdTimers(page);
    await page.goto('/');
    await page.waitForFunction(() => window.engine !== undefined);
    return page;
  })
  /** The same with the engine running. */
  .extend(
    'startStill',
    ({ context, rig }) =>
      () =>
        startStill(context, rig),
  )
  /** Such a tab, once it waits for the lock. */
  .extend('startWaiting', ({ context, rig }) => async () => {
    const page = await startStill(context, rig);
    await waitUntil(async () => (await readLock(page)).waiting === 1);
    return page;
  })
  /** A tab that holds the lock, and sleeps. */
  .extend('fallAsleep', ({ context, openPage }) => async () => {
    await prepareFreezing(context);
    const page = await openPage();
    const holder = await waitForHolder(page);
    return { holder, frozen: await freeze(page) };
  });

async function startStill(context: BrowserContext, rig: PhoneRig): Promise<Page> {
  const page = await context.newPage();
  await holdTimers(page);
  await rig.startEngine(page, 'worker');
  return page;
}

/** The lock's holder, as the browser names it, and how many wait for it. */
const readLock = (page: Page) =>
  page.evaluate(async (lock) => {
    const { held = [], pending = [] } = await navigator.locks.query();
    const waiting = pending.filter(({ name }) => name === lock).length;
    return { holder: held.find(({ name }) => name === lock)?.clientId, waiting };
  }, LOCK);

async function waitForHolder(page: Page): Promise<string | undefined> {
  await waitUntil(async () => (await readLock(page)).holder !== undefined);
  return (await readLock(page)).holder;
}

const countUploads = ({ requests }: EdgeDouble) => requests.filter(({ path }) => path === '/upload').length;

/** Hears in a page what the tabs tell one another. */
const followHeartbeats = (page: Page) =>
  page.evaluate(() => {
    const { createHeartbeats, createTabChannel } = window.engine;
    Object.assign(window, { heard: createHeartbeats(createTabChannel()) });
  });

const countHeartbeats = (page: Page) =>
  page.evaluate(() => (window as unknown as { heard: { count(): number } }).heard.count());

/** As the service worker does. */
function takeLock(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const { createHeartbeats, createTabChannel, takeLock: take } = window.engine;
    let became = 'nothing';
    const work = async () => {
      became = 'worked';
    };
    await take({ heartbeats: createHeartbeats(createTabChannel()), work }).catch((error: Error) => {
      became = error.name;
    });
    return became;
  });
}

/** A tab that sleeps while it holds the lock and two photos of which no upload gets through. */
async function sleepOverPhotos(asleep: Page, edge: EdgeDouble) {
  edge.fate = (path) => (path === '/upload' ? 'cut' : 'pass');
  await capture(asleep, 'j-1', [await drawPhoto(), await drawPhoto()]);
  await waitForCopies(asleep);
  await waitUntil(() => countUploads(edge) > 0);
  const frozen = await freeze(asleep);
  edge.fate = (path) => (path === '/upload' ? 'stall' : 'pass');
  return { frozen, uploads: countUploads(edge) };
}

describe('a tab that sleeps while it holds the send lock', () => {
  it('holds up the others for half a minute, and sends nothing beside them when it wakes up', async ({
    context,
    edge,
    openPage,
    startWaiting,
  }) => {
    await prepareFreezing(context);
    const asleep = await openPage();
    const holder = await waitForHolder(asleep);
    const { frozen, uploads } = await sleepOverPhotos(asleep, edge);
    const other = await startWaiting();
    await passTime(other, 29_000);
    expect(await readLock(other)).toEqual({ holder, waiting: 1 });
    await passTime(other, 1_000);
    await waitUntil(async () => (await readLock(other)).holder !== holder);
    await waitUntil(() => countUploads(edge) > uploads);

    const begun = countUploads(edge);
    await frozen.thaw();
    await waitUntil(async () => (await readLock(other)).waiting === 1);
    const [added] = await capture(asleep, 'j-1', [await drawPhoto()]);
    expect(countUploads(edge)).toBe(begun);
    edge.fate = () => 'pass';
    edge.dropConnections();
    await waitUntil(async () => {
      await passTime(other, 1_000);
      const { entries } = await readSnapshot(other);
      return entries.some(({ id }) => id === added) && entries.every(({ state }) => state === 'in-job');
    });
    const hashes = edge.versions.map(({ sha256 }) => sha256);
    expect(hashes).toHaveLength(new Set(hashes).size);
    expect(edge.newest().size).toBe(3);
  });

  it('is asked for half a minute by a tab that slept itself, whatever its clock says', async ({
    fallAsleep,
    startWaiting,
  }) => {
    const { holder } = await fallAsleep();
    const other = await startWaiting();
    await other.evaluate(() => {
      const { now } = Date;
      Date.now = () => now() + 600_000;
    });
    await passTime(other, 5_000);
    expect(await readLock(other)).toEqual({ holder, waiting: 1 });
    await passTime(other, 25_000);
    await waitUntil(async () => (await readLock(other)).holder !== holder);
  });

  it('loses it to the service worker too', async ({ fallAsleep, openStill }) => {
    await fallAsleep();
    const worker = await openStill();
    let became: string | null = null;
    void takeLock(worker).then((what) => {
      became = what;
    });
    await waitUntil(async () => {
      await passTime(worker, 1_000);
      return became !== null;
    });
    expect(became).toBe('worked');
  });
});

describe('a tab that holds the send lock and lives', () => {
  it('keeps it although its own timers stand still', async ({ startStill, startWaiting }) => {
    const hidden = await startStill();
    const holder = await waitForHolder(hidden);
    const other = await startWaiting();
    await followHeartbeats(other);
    for (let second = 0; second < 200; second += 5) {
      const before = await countHeartbeats(other);
      await passTime(other, 5_000);
      await waitUntil(async () => (await countHeartbeats(other)) > before);
    }
    expect(await readLock(other)).toEqual({ holder, waiting: 1 });
  });

  it('keeps it from the service worker, which gives up after ten seconds', async ({ openPage, openStill }) => {
    const holder = await waitForHolder(await openPage());
    const worker = await openStill();
    await followHeartbeats(worker);
    const taken = takeLock(worker);
    await waitUntil(async () => (await countHeartbeats(worker)) > 0);
    await passTime(worker, 10_000);
    expect(await taken).toBe('TimeoutError');
    expect((await readLock(worker)).holder).toBe(holder);
  });
});

/** What an album costs the page of a dispatcher, four times slower than this machine: to see it, to page through it, to scroll it. */
import type { Browser, CDPSession, Page } from 'playwright-core';
import type { LocalRun } from '../../support/start-local-run.ts';
import { PHONE, signIn } from '../../support/walk-dashboard.ts';
import { traceTasks } from '../page/trace-tasks.ts';
import { watchStolenTime } from '../stolen-time.ts';

export interface PageCost {
  /** From the beginning of the load to the first tiles. */
  readonly tilesMs: number;
  readonly longestTaskMs: number;
  /** From "Show more photos" to the next page in its place: the first time and the last; null: there is no more. */
  readonly firstMoreMs: number | null;
  readonly lastMoreMs: number | null;
  /** Once all pages are loaded. */
  readonly heapMib: number;
  readonly nodes: number;
  readonly tilesInDocument: number;
  /** Of a scroll over all of it, the most work between two frames: processor time, as a slow phone would need. */
  readonly longestFrameMs: number;
  /** Of a scroll in which all of it can be looked at. */
  readonly slowScroll: SlowScroll;
}

interface SlowScroll {
  readonly longestFrameMs: number;
  /** The share of the processor that the host of this machine gave to others meanwhile, 0 to 1; null: it does not tell. */
  readonly stolen: number | null;
}

declare global {
  var longestTaskMs: number;
}

const CPU_SLOWDOWN = 4;
const ROUNDS = 3;
/** As a fast finger does. */
const FAST_WINDOWS = 2 / 3;
/** As one looks for a photo. */
const SLOW_WINDOWS = 0.15;
const FRAMES_OF_A_TRACE = 1000;
const MORE_BUTTON = '.job-body > .more';

export async function measurePage(browser: Browser, run: LocalRun, jobId: string): Promise<PageCost> {
  const { context, page } = await signIn(browser, run, 'dispatcher', PHONE);
  const session = await context.newCDPSession(page);
  try {
    await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
    await page.addInitScript(() => {
      globalThis.longestTaskMs = 0;
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries())
          globalThis.longestTaskMs = Math.max(globalThis.longestTaskMs, duration);
      }).observe({ type: 'longtask', buffered: true });
    });
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1)
      times.push(await openAlbum(page, `${run.info.dashboard}/job/${jobId}`));
    const longestTaskMs = await page.evaluate(() => globalThis.longestTaskMs);
    const more = await loadAll(page);
    // What slows the page down would be in the processor time.
    await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    const scrolls = await measureScrolls(browser, page);
    return {
      tilesMs: times.sort((left, right) => left - right)[1] ?? Number.NaN,
      longestTaskMs,
      firstMoreMs: more.at(0) ?? null,
      lastMoreMs: more.at(-1) ?? null,
      ...(await readMemory(session)),
      tilesInDocument: await page.locator('.grid .tile').count(),
      ...scrolls,
    };
  } finally {
    await context.close();
  }
}

/** By the page's own clock: this process sees it later. */
async function openAlbum(page: Page, url: string): Promise<number> {
  await page.goto(url, { waitUntil: 'commit' });
  return page.evaluate(async () => {
    while (!document.querySelector('.grid .tile')) await new Promise((resolve) => requestAnimationFrame(resolve));
    await new Promise((resolve) => requestAnimationFrame(resolve));
    return performance.now();
  });
}

/** Gives how long each further page took. */
async function loadAll(page: Page): Promise<readonly number[]> {
  const times: number[] = [];
  while ((await page.locator(MORE_BUTTON).count()) > 0) {
    times.push(
      await page.evaluate(async (selector) => {
        const heightOf = () => document.querySelector('.grid')?.getBoundingClientRect().height ?? 0;
        const before = heightOf();
        const startedMs = performance.now();
        document.querySelector<HTMLElement>(selector)?.click();
        while (heightOf() === before) await new Promise((resolve) => requestAnimationFrame(resolve));
        return performance.now() - startedMs;
      }, MORE_BUTTON),
    );
  }
  return times;
}

async function measureScrolls(browser: Browser, page: Page): Promise<Pick<PageCost, 'longestFrameMs' | 'slowScroll'>> {
  const longestFrameMs = await measureScroll(browser, page, FAST_WINDOWS);
  const tellStolen = watchStolenTime();
  const slowestMs = await measureScroll(browser, page, SLOW_WINDOWS);
  return { longestFrameMs, slowScroll: { longestFrameMs: slowestMs, stolen: tellStolen() } };
}

/** From the top to the end, so many windows a frame: the longest frame. A trace of all at once would be hundreds of megabytes. */
async function measureScroll(browser: Browser, page: Page, windowsPerFrame: number): Promise<number> {
  await page.evaluate(() => scrollTo(0, 0));
  let longestFrameMs = 0;
  for (let isAtEnd = false; !isAtEnd; ) {
    const work = await traceTasks(browser, page, async () => {
      isAtEnd = await scrollOn(page, windowsPerFrame);
    });
    longestFrameMs = Math.max(longestFrameMs, work.longestFrameMs);
  }
  return longestFrameMs * CPU_SLOWDOWN;
}

/** For some frames; gives whether that was the end. */
async function scrollOn(page: Page, windowsPerFrame: number): Promise<boolean> {
  return page.evaluate(
    async ({ by, frames }) => {
      for (let frame = 0; frame < frames; frame += 1) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        if (scrollY + innerHeight >= document.documentElement.scrollHeight - 1) return true;
        scrollBy(0, innerHeight * by);
      }
      return false;
    },
    { by: windowsPerFrame, frames: FRAMES_OF_A_TRACE },
  );
}

async function readMemory(session: CDPSession): Promise<Pick<PageCost, 'heapMib' | 'nodes'>> {
  await session.send('Performance.enable');
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const find = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return { heapMib: find('JSHeapUsedSize') / 1024 / 1024, nodes: find('Nodes') };
}

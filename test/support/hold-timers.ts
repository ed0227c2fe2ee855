/** Gives a page timers of its own, which pass when the test lets them. Playwright's clock would ask all pages of the phone, also one that sleeps. */
import type { Page } from 'playwright-core';

declare global {
  var passTimers: (ms: number) => void;
}

/** For a page that has loaded nothing yet. */
export async function holdTimers(page: Page): Promise<void> {
  await page.addInitScript(takeTimers);
}

export function passTime(page: Page, ms: number): Promise<void> {
  return page.evaluate((time) => globalThis.passTimers(time), ms);
}

/** Runs in a page before its own scripts. */
function takeTimers(): void {
  const timers = new Map<number, { readonly work: () => void; readonly everyMs: number | null; atMs: number }>();
  let nowMs = 0;
  let lastId = 0;
  const add = (work: () => void, ms: number, everyMs: number | null) => {
    lastId += 1;
    timers.set(lastId, { work, everyMs, atMs: nowMs + ms });
    return lastId;
  };
  const takeNext = (endMs: number) => {
    const [first] = [...timers].filter(([, { atMs }]) => atMs <= endMs).sort(([, a], [, b]) => a.atMs - b.atMs);
    if (!first) return null;
    const [id, timer] = first;
    nowMs = timer.atMs;
    if (timer.everyMs === null) timers.delete(id);
    else timer.atMs += timer.everyMs;
    return timer;
  };
  Object.assign(globalThis, {
    setTimeout: (work: () => void, ms = 0) => add(work, ms, null),
    setInterval: (work: () => void, ms: number) => add(work, ms, ms),
    clearTimeout: (id: number) => timers.delete(id),
    clearInterval: (id: number) => timers.delete(id),
    passTimers(ms: number) {
      const endMs = nowMs + ms;
      for (let timer = takeNext(endMs); timer; timer = takeNext(endMs)) timer.work();
      nowMs = endMs;
    },
  });
}

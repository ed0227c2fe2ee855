/**
 * What the thread of a page did while something happened, by the browser's own trace, in processor time: what others do on the machine is
 * not in it, as it would be in the time between two frames.
 */
import type { Browser, Page } from 'playwright-core';

export interface PageWork {
  /** The longest task, ms. */
  readonly longestTaskMs: number;
  /** The most between two frames, ms. */
  readonly longestFrameMs: number;
  readonly totalMs: number;
}

/** Members of the Trace Event Format, times in µs. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  /** Of the processor. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

const CATEGORIES = ['-*', 'devtools.timeline', 'disabled-by-default-devtools.timeline', '__metadata'];
const TASK = 'RunTask';
const FRAME = 'FireAnimationFrame';

/** The page may not be traced by anybody else meanwhile. */
export async function traceTasks(browser: Browser, page: Page, act: () => Promise<void>): Promise<PageWork> {
  await browser.startTracing(page, { categories: CATEGORIES });
  await act();
  const { traceEvents } = JSON.parse(String(await browser.stopTracing())) as { traceEvents: readonly TraceEvent[] };
  return toWork(pickMainThread(traceEvents));
}

/** Of the threads that run pages the one that did the most. */
function pickMainThread(events: readonly TraceEvent[]): readonly TraceEvent[] {
  const idOf = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;
  const mains = events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(idOf);
  const threads = mains.map((id) => events.filter((event) => idOf(event) === id));
  const [busiest = []] = threads.sort((one, other) => sumTasks(other) - sumTasks(one));
  return [...busiest].sort((one, other) => one.ts - other.ts);
}

function sumTasks(events: readonly TraceEvent[]): number {
  return events.reduce((sum, event) => sum + toTaskMs(event), 0);
}

function toTaskMs({ name, tdur = 0 }: TraceEvent): number {
  return name === TASK ? tdur / 1000 : 0;
}

/** A task belongs to the frame that follows its beginning. */
function toWork(events: readonly TraceEvent[]): PageWork {
  let [longestTaskMs, longestFrameMs, sinceFrameMs] = [0, 0, 0];
  for (const event of events) {
    const taskMs = toTaskMs(event);
    longestTaskMs = Math.max(longestTaskMs, taskMs);
    if (event.name === FRAME) sinceFrameMs = 0;
    sinceFrameMs += taskMs;
    longestFrameMs = Math.max(longestFrameMs, sinceFrameMs);
  }
  return { longestTaskMs, longestFrameMs, totalMs: sumTasks(events) };
}

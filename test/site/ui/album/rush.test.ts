import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchRush, whenAtRest } from '../../../../site/ui/album/rush.ts';

/** A page of one listener: how far it is scrolled, and what is told of it. */
const page = { y: 0, tell: (): void => undefined };

beforeEach(() => {
  page.y = 0;
  vi.useFakeTimers();
  vi.stubGlobal('innerHeight', 800);
  vi.stubGlobal('addEventListener', (_: string, listener: () => void) => {
    page.tell = listener;
  });
  Object.defineProperty(globalThis, 'scrollY', { configurable: true, get: () => page.y });
  watchRush();
});
afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  Reflect.deleteProperty(globalThis, 'scrollY');
});

function scrollBy(px: number): void {
  page.y += px;
  page.tell();
}

function toElement(isConnected = true): Element & { isConnected: boolean } {
  return { isConnected } as Element & { isConnected: boolean };
}

describe('whenAtRest', () => {
  it('does at once what comes while the page stands, or goes by less than 0.4 of a window a frame', () => {
    const done: string[] = [];
    whenAtRest(toElement(), () => done.push('stands'));
    scrollBy(320);
    whenAtRest(toElement(), () => done.push('goes'));
    expect(done).toEqual(['stands', 'goes']);
  });

  it('holds back what comes while it rushes, until 80 ms after the last leap', () => {
    const done: string[] = [];
    scrollBy(321);
    whenAtRest(toElement(), () => done.push('rushes'));
    vi.advanceTimersByTime(60);
    scrollBy(500);
    vi.advanceTimersByTime(79);
    expect(done).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(done).toEqual(['rushes']);
  });

  it('forgets what has left the page by then', () => {
    const done: string[] = [];
    const tile = toElement();
    scrollBy(600);
    whenAtRest(tile, () => done.push('left'));
    tile.isConnected = false;
    vi.runAllTimers();
    expect(done).toEqual([]);
  });
});

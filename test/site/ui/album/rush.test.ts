import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchRush, whenAtRest } from '../../../../site/ui/album/rush.ts';

/** A page of one listener: how far it is scrolled, and what is told of it. */
const page = { y: 0, tell: (): void => undefined };
const frames: (() => void)[] = [];

beforeEach(() => {
  page.y = 0;
  vi.stubGlobal('requestAnimationFrame', (work: () => void) => frames.push(work));
  vi.stubGlobal('innerHeight', 800);
  vi.stubGlobal('addEventListener', (_: string, listener: () => void) => {
    page.tell = listener;
  });
  Object.defineProperty(globalThis, 'scrollY', { configurable: true, get: () => page.y });
  watchRush();
});
afterEach(() => {
  passFrames(9);
  vi.unstubAllGlobals();
  Reflect.deleteProperty(globalThis, 'scrollY');
});

function scrollBy(px: number): void {
  page.y += px;
  page.tell();
}

function passFrames(count: number): void {
  for (let frame = 0; frame < count; frame += 1) frames.shift()?.();
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

  it('holds back what comes while it rushes, until five frames after the last leap', () => {
    const done: string[] = [];
    scrollBy(321);
    whenAtRest(toElement(), () => done.push('rushes'));
    passFrames(3);
    scrollBy(500);
    passFrames(4);
    expect(done).toEqual([]);
    passFrames(1);
    expect(done).toEqual(['rushes']);
  });

  it('forgets what has left the page by then', () => {
    const done: string[] = [];
    const tile = toElement();
    scrollBy(600);
    whenAtRest(tile, () => done.push('left'));
    tile.isConnected = false;
    passFrames(9);
    expect(done).toEqual([]);
  });
});

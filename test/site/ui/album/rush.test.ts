import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { drawSoon, isAtRest, watchRush, whenAtRest } from '../../../../site/ui/album/rush.ts';

/** A page of one listener: how far it is scrolled, and what is told of it. */
const page = { y: 0, tell: (): void => undefined };
const frames: ((startedMs: number) => void)[] = [];
const clock = { ms: 0 };

beforeEach(() => {
  page.y = 0;
  vi.stubGlobal('requestAnimationFrame', (work: (startedMs: number) => void) => frames.push(work));
  vi.stubGlobal('innerHeight', 800);
  vi.stubGlobal('performance', { now: () => clock.ms });
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
  for (let frame = 0; frame < count; frame += 1) frames.shift()?.(clock.ms);
}

/** @param top from the window's upper edge, px */
function toElement(top = 0): Element & { isConnected: boolean } {
  const getBoundingClientRect = () => ({ top, bottom: top + 100 }) as DOMRect;
  return { tagName: 'LI', isConnected: true, getBoundingClientRect } as Element & { isConnected: boolean };
}

describe('whenAtRest', () => {
  it('does at once what comes while the page stands, or goes by no more than a quarter of a window a frame', () => {
    const done: string[] = [];
    whenAtRest(toElement(), () => done.push('stands'));
    scrollBy(200);
    whenAtRest(toElement(), () => done.push('goes'));
    expect(done).toEqual(['stands', 'goes']);
  });

  it('holds back what comes while it rushes, until five frames after the last leap', () => {
    const done: string[] = [];
    scrollBy(201);
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

describe('drawSoon', () => {
  /** Each takes 5 ms. */
  const draw = (done: string[], name: string) => () => {
    done.push(name);
    clock.ms += 5;
  };

  it('draws what is seen first, and no more in a frame once 8 ms of it are over', () => {
    const done: string[] = [];
    for (const [name, top] of Object.entries({ above: -100, first: -99, last: 799, below: 800 })) {
      drawSoon(toElement(top), draw(done, name));
    }
    expect(done).toEqual([]);
    passFrames(1);
    expect(done).toEqual(['first', 'last']);
    passFrames(1);
    expect(done).toEqual(['first', 'last', 'above', 'below']);
    expect(frames).toEqual([]);
  });

  it('waits while the page rushes by, and asks for one frame at a time', () => {
    const done: string[] = [];
    drawSoon(toElement(), draw(done, 'before'));
    scrollBy(201);
    drawSoon(toElement(), draw(done, 'meanwhile'));
    expect(isAtRest()).toBe(false);
    expect(frames).toHaveLength(1);
    passFrames(4);
    expect(done).toEqual([]);
    passFrames(1);
    expect(done).toEqual(['before', 'meanwhile']);
    expect(isAtRest()).toBe(true);
  });

  it('draws what is made of what it draws, in a later frame', () => {
    const done: string[] = [];
    drawSoon(toElement(), () => drawSoon(toElement(), draw(done, 'placeholder')));
    passFrames(1);
    expect(done).toEqual([]);
    passFrames(1);
    expect(done).toEqual(['placeholder']);
  });
});

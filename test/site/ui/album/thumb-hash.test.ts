import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

const ONE = 'JugJFYK2aYiPeXiGeCeHiceAVPf5';
const OTHER = '1QcSHQRnh493V4dIh4eXh1h4kJUI';

interface Canvas {
  width: number;
  height: number;
  shown: string | null;
}

interface Placeholder extends FakeElement {
  attributeChangedCallback(): void;
  disconnectedCallback(): void;
}

class FakeElement {
  isConnected = true;
  nextElementSibling: FakeImage | null = null;
  tagName = 'THUMB-HASH';
  value = '';
  children: Canvas[] = [];
  getAttribute = () => this.value;
  getElementsByTagName = () => this.children;
  getBoundingClientRect = () => ({ top: 0, bottom: 100 });
  replaceChildren(): void {
    this.children = [];
  }
  append(canvas: Canvas): void {
    appended.push({ shown: canvas.shown, value: this.value });
    this.children.push(canvas);
  }
}

class FakeImage {
  complete = false;
  naturalWidth = 0;
  src = 'thumb.webp';
}

/** What a canvas showed when it came into the page, and what it had to show. */
const appended: { readonly shown: string | null; readonly value: string }[] = [];
const frames: ((startedMs: number) => void)[] = [];
let made: Canvas[] = [];
let drawing = '';
let Defined: new () => Placeholder;

beforeAll(async () => {
  vi.stubGlobal('HTMLElement', FakeElement);
  vi.stubGlobal('HTMLImageElement', FakeImage);
  vi.stubGlobal('ImageData', class {});
  vi.stubGlobal('innerHeight', 800);
  vi.stubGlobal('requestAnimationFrame', (work: (startedMs: number) => void) => frames.push(work));
  vi.stubGlobal('document', { createElement: makeCanvas });
  vi.stubGlobal('customElements', {
    get: () => undefined,
    define: (_: string, element: typeof Defined) => {
      Defined = element;
    },
  });
  await import('../../../../site/ui/album/thumb-hash.ts');
});
beforeEach(() => {
  made = [];
  appended.length = 0;
});
afterAll(() => vi.unstubAllGlobals());

function makeCanvas() {
  const canvas = { width: 0, height: 0, shown: null as string | null };
  made.push(canvas);
  const putImageData = () => {
    canvas.shown = drawing;
  };
  return Object.assign(canvas, { getContext: () => ({ putImageData }) });
}

function show(value: string, image: FakeImage | null = null): Placeholder {
  const placeholder = new Defined();
  drawing = value;
  Object.assign(placeholder, { value, nextElementSibling: image });
  placeholder.attributeChangedCallback();
  while (frames.length > 0) frames.shift()?.(performance.now());
  return placeholder;
}

async function leave(placeholder: Placeholder): Promise<void> {
  placeholder.isConnected = false;
  placeholder.disconnectedCallback();
  await Promise.resolve();
}

describe('complaint: a slow scroll stood still while the browser disposed of hundreds of canvases', () => {
  it('shows 300 placeholders that come and go on one canvas', async () => {
    for (let count = 0; count < 300; count += 1) await leave(show(count % 2 ? ONE : OTHER));
    expect(made.length).toBeLessThanOrEqual(1);
  });

  it('never has a canvas in the page that shows the picture of the photo before', async () => {
    await leave(show(ONE));
    show(OTHER);
    expect(appended.map(({ shown, value }) => shown === value)).toEqual([true, true]);
  });

  it('keeps that of a tile which is only moved', async () => {
    const placeholder = show(ONE);
    placeholder.disconnectedCallback();
    await Promise.resolve();
    expect(placeholder.children).toHaveLength(1);
  });

  it('ends the request of an image that has not come, and leaves one alone that has', async () => {
    const [coming, there] = [new FakeImage(), Object.assign(new FakeImage(), { complete: true })];
    for (const image of [coming, there]) await leave(show(ONE, image));
    expect([coming.src, there.src]).toEqual(['', 'thumb.webp']);
  });
});

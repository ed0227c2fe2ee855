/** What a phone makes of odd pictures before it sends them, in a real Chromium: what the office gets can be seen and read. */
import sharp from 'sharp';
import { describe, expect } from 'vitest';
import type { Capture } from '../../../edge/api.ts';
import { drawExif, putIntoWebp } from '../../support/draw-exif.ts';
import { drawGreyJpeg, drawNoise, drawPhoto, drawTurned, measureDrift } from '../../support/draw-photo.ts';
import { ANNOUNCEMENT } from '../edge-double.ts';
import { capture, readSnapshot, waitForStates } from '../phone-acts.ts';
import { phoneTest as it } from '../phone-test.ts';

describe('the copies of', () => {
  it.for<[string, number, number, string[]]>([
    ['an ordinary photo', 4000, 3000, ['800×600', '2048×1536']],
    ['a scrolling screenshot', 1080, 12_000, ['170×1886', '1080×12000']],
    ['a panorama', 9000, 1950, ['1215×263', '4985×1080']],
  ])('%s are bounded by area', async ([, width, height, sizes], { edge, openPage }) => {
    const page = await openPage();
    const { bytes } = await drawPhoto({ width, height });
    await capture(page, 'j-1', [{ bytes }]);
    await waitForStates(page, ['in-job']);
    const sent = await Promise.all(edge.versions.map((version) => sharp(version.bytes).metadata()));
    expect(sent.map((head) => `${head.width}×${head.height}`)).toEqual(sizes);
  });

  it('a WebP are upright, whatever its EXIF says', async ({ edge, openPage }) => {
    const page = await openPage();
    for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const { data, info } = await sharp(await drawTurned(orientation, 1200, 800))
        .raw()
        .toBuffer({ resolveWithObject: true });
      // Grain, so that a copy spares something.
      const grain = await drawNoise(info.width, info.height, orientation).raw().toBuffer();
      for (const [index, value] of grain.entries()) data[index] = (data[index] ?? 0) ^ (value & 7);
      const rows = await sharp(data, { raw: { ...info, channels: 3 } })
        .png({ compressionLevel: 1 })
        .toBuffer();
      const bytes = await putIntoWebp(drawExif({ orientation }), { ...info, rows });
      await capture(page, 'j-1', [{ bytes }]);
    }
    await waitForStates(page, Array(8).fill('in-job'));
    expect(new Set(edge.versions.map(({ key }) => key)).size).toBe(8);
    for (const { bytes } of edge.versions) {
      const { format, width = 0, height = 0 } = await sharp(bytes).metadata();
      expect([format, Math.round((width / height) * 100)]).toEqual(['jpeg', 150]);
      expect(await measureDrift(bytes)).toBeLessThan(20);
    }
  });
});

describe('a first look', () => {
  it.for<[string, number, number, string]>([
    ['an ordinary photo', 4000, 3000, '240×180'],
    ['one that stands', 1500, 2000, '180×240'],
    ['a panorama', 9000, 1950, '240×52'],
  ])(
    'is announced, and no request for a ticket brings it again: %s',
    async ([, width, height, size], { edge, openPage }) => {
      const page = await openPage();
      await capture(page, 'j-1', [await drawPhoto({ width, height })]);
      await waitForStates(page, ['in-job']);
      const announced = edge.announcements.flatMap(({ photos }) => photos);
      expect(await Promise.all(announced.map(toLookSize))).toEqual([size]);
      const asked = edge.ticketRequests.flatMap(({ photos }) => photos);
      expect(asked.length).toBeGreaterThan(0);
      expect(asked.filter(({ first_look }) => first_look)).toEqual([]);
    },
  );

  it('is upright, whatever the JPEG says of how the camera was held', async ({ edge, openPage }) => {
    const page = await openPage();
    const photos = [1, 2, 3, 4, 5, 6, 7, 8].map(async (turn) => ({ bytes: await drawTurned(turn, 1200, 800) }));
    await capture(page, 'j-1', await Promise.all(photos));
    await waitForStates(page, Array(8).fill('in-job'));
    const told = [...edge.announcements, ...edge.ticketRequests].flatMap(({ photos }) => photos);
    const looks = new Map(told.flatMap(({ id, first_look }) => (first_look ? [[id, first_look] as const] : [])));
    expect(looks.size).toBe(8);
    for (const look of looks.values()) {
      expect(await toLookSize({ first_look: look })).toBe('240×160');
      expect(await measureDrift(Buffer.from(look, 'base64'))).toBeLessThan(20);
    }
  });

  it('is begun, like all that comes after, when its picture has been kept and read back, and not before', async ({
    edge,
    openPage,
  }) => {
    const page = await openPage();
    await page.evaluate(watchOrder);
    await capture(page, 'j-1', [await drawPhoto({ width: 2000, height: 1500 })]);
    await waitForStates(page, ['in-job']);
    expect(edge.announcements).toHaveLength(1);
    const order = await page.evaluate(() => window.order ?? []);
    const inOrder = ['read back', 'worker', '/upload-url'];
    expect([...new Set(order)].filter((what) => inOrder.includes(what))).toEqual(inOrder);
    expect(order[0]).toBe('read back');
  });

  it('goes with the first request for a ticket where its announcement failed', async ({ edge, openPage }) => {
    // And a request for a ticket, which may have left before that was known.
    let asked = 0;
    edge.fate = (path) => {
      const fails = path === ANNOUNCEMENT || (path === '/upload-url' && asked++ === 0);
      return fails ? { problem: 'unavailable' } : 'pass';
    };
    const page = await openPage();
    await capture(page, 'j-1', [await drawPhoto({ width: 2000, height: 1500 })]);
    await waitForStates(page, ['in-job']);
    expect(edge.announcements).toEqual([]);
    const [first, ...others] = edge.ticketRequests.flatMap(({ photos }) => photos);
    expect(first && (await toLookSize(first))).toBe('240×180');
    expect(others.filter(({ first_look }) => first_look)).toEqual([]);
  });
});

declare global {
  interface Window {
    /** What the page has begun since it was watched, and when an original was read back. */
    order?: string[];
  }
}

/** Runs in the page. */
function watchOrder(): void {
  const order: string[] = [];
  window.order = order;
  const { get } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.get = function (this: IDBObjectStore, query: IDBValidKey | IDBKeyRange) {
    const request = get.call(this, query);
    const isOriginal = Array.isArray(query) && query[1] === 'original';
    if (isOriginal) request.addEventListener('success', () => order.push('read back'));
    return request;
  };
  const wholeFetch = window.fetch;
  window.fetch = (input, init) => {
    order.push(String(input));
    return wholeFetch(input, init);
  };
  window.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      order.push('worker');
      super(url, options);
    }
  };
}

/** Of a look that is as small as it must be. */
async function toLookSize({ first_look = '' }: Pick<Capture, 'first_look'>): Promise<string> {
  const bytes = Buffer.from(first_look, 'base64');
  const { width, height } = await sharp(bytes).metadata();
  expect(bytes.length).toBeLessThanOrEqual(6144);
  return `${width}×${height}`;
}

describe('a JPEG that was cut short', () => {
  it.for([0.97, 0.5])(
    'at %d is seen before it is whole, said to be cut off, and its bytes are kept',
    async (share, { edge, openPage }) => {
      const page = await openPage();
      const photo = await drawNoise(1600, 1200, 3).jpeg().toBuffer();
      const bytes = photo.subarray(0, Math.floor(photo.length * share));
      await capture(page, 'j-1', [{ bytes }]);
      await waitForStates(page, ['in-job']);
      expect((await readSnapshot(page)).entries).toMatchObject([{ isCutOff: true }]);
      const [preview, original] = edge.versions.map((version) => version.bytes);
      expect(original?.equals(bytes)).toBe(true);
      expect((await sharp(preview).metadata()).width).toBe(800);
      // The first rows are there; the last are what a decoder puts where nothing is.
      const rows = async (image: Buffer) =>
        sharp(image).resize(800, 600).extract({ left: 0, top: 0, width: 800, height: 200 });
      const seen = await (await rows(preview ?? Buffer.alloc(0))).raw().toBuffer();
      const wanted = await (await rows(photo)).raw().toBuffer();
      const difference =
        seen.reduce((sum, value, index) => sum + Math.abs(value - (wanted[index] ?? 0)), 0) / seen.length;
      expect(difference).toBeLessThan(12);
    },
  );
});

describe('a JPEG of 108 megapixels', () => {
  it('arrives', async ({ edge, openPage }) => {
    const page = await openPage();
    const bytes = drawGreyJpeg(12_000, 9000);
    await capture(page, 'j-1', [{ bytes }]);
    await waitForStates(page, ['in-job']);
    // Of one colour, a copy is not to be trusted: it goes as it is.
    expect(edge.versions.at(-1)?.bytes.equals(bytes)).toBe(true);
  });
});

/** What field workers complain of that concerns what is known of a photo, by name; each in a real browser. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, onTestFinished } from 'vitest';
import { drawPdfFile } from '../../support/draw-pdf-file.ts';
import { drawPhoto } from '../../support/draw-photo.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { capture, readEntries, waitForCopies, waitForStates } from '../phone-acts.ts';
import { phoneTest as it } from '../phone-test.ts';

const PLACE = { latitude: 41.5, longitude: -87.25, accuracy: 12 };

/** A photo that tells, as cameras do, when and where it was taken. */
async function drawWithExif(): Promise<{ bytes: Buffer }> {
  const { bytes } = await drawPhoto({ width: 2400, height: 1600 });
  const exif = {
    IFD2: { DateTimeOriginal: '2026:03:04 09:30:15', OffsetTimeOriginal: '-06:00' },
    IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '41/1 30/1 0/1', GPSLongitudeRef: 'W', GPSLongitude: '87/1 15/1 0/1' },
  };
  return { bytes: await sharp(bytes).withExif(exif).jpeg().toBuffer() };
}

describe('complaint: the time of the photo is lost when it is shrunk', () => {
  it('tells what the camera noted, though nothing of it is left in the pictures that are sent', async ({
    edge,
    openPage,
  }) => {
    const page = await openPage();
    const photo = await drawWithExif();
    expect((await sharp(photo.bytes).metadata()).exif).toBeDefined();
    await capture(page, 'j-1', [photo]);
    await waitForStates(page, ['in-job']);
    expect(edge.versions.map(({ fields }) => fields.taken_at)).toEqual(Array(2).fill('2026-03-04T09:30:15-06:00'));
    const sent = await Promise.all(edge.versions.map(({ bytes }) => sharp(bytes).metadata()));
    expect(sent.map(({ exif, xmp }) => [exif, xmp])).toEqual(Array(2).fill([undefined, undefined]));
  });
});

describe('complaint: the place of the photo is lost, or told without leave', () => {
  it.for<[consent: boolean, location: object | undefined]>([
    [true, PLACE],
    [false, undefined],
  ])('with consent %s tells %j', async ([consent, location], { edge, context, openPage }) => {
    await context.grantPermissions(['geolocation'], { origin: edge.url });
    await context.setGeolocation(PLACE);
    edge.fate = (path) => (path === '/upload-url' ? 'cut' : 'pass');
    const page = await openPage();
    await page.evaluate((sendLocation) => window.phone.outbox.changeSettings({ sendLocation }), consent);
    await capture(page, 'j-1', [await drawWithExif()]);
    await waitForCopies(page);
    if (consent) await waitUntil(async () => (await readEntries(page)).every((entry) => entry.location !== null));
    edge.fate = () => 'pass';
    await page.evaluate(() => window.phone.outbox.sendNow());
    await waitForStates(page, ['in-job']);
    const told = edge.ticketRequests.flatMap(({ photos }) => photos.map((photo) => JSON.stringify(photo.location)));
    expect(new Set(told)).toEqual(new Set([JSON.stringify(location)]));
    if (!consent) expect(JSON.stringify(edge.ticketRequests)).not.toContain('location');
  });
});

describe('complaint: the phone names the wrong type, and the upload is refused', () => {
  it('goes by the bytes, whatever the file is called', async ({ edge, openPage }) => {
    const page = await openPage();
    const png = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#175' } })
      .composite([{ input: { create: { width: 9, height: 9, channels: 3, background: '#eee' } } }])
      .png()
      .toBuffer();
    // The acts call every file photo-n.jpg and give it no type.
    await capture(page, 'j-1', [{ bytes: png }]);
    await waitForStates(page, ['in-job']);
    const types = edge.ticketRequests.flatMap(({ photos }) => photos.map(({ type }) => type));
    expect(types.length).toBeGreaterThan(0);
    expect(edge.versions.at(-1)?.key).toMatch(/\.png$/);
    expect(edge.versions.at(-1)?.bytes.equals(png)).toBe(true);
    expect(new Set(types)).toEqual(new Set(['image/png']));
  });
});

describe('complaint: the receipt is a PDF, and the phone does not take it', () => {
  it('sends it as it is', async ({ edge, openPage }) => {
    const page = await openPage();
    const pdf = drawPdfFile();
    await capture(page, 'j-1', [{ bytes: pdf }]);
    await waitForStates(page, ['in-job']);
    expect(edge.versions.map(({ key }) => key.split('.').at(-1))).toEqual(['pdf']);
    expect(edge.versions[0]?.bytes.equals(pdf)).toBe(true);
  });
});

describe('complaint: one picture of many cannot be handed over by the phone, and all are gone', () => {
  it('says which one, and keeps the others', async ({ edge, openPage }) => {
    const page = await openPage();
    const folder = await mkdtemp(join(tmpdir(), 'edgeshot-picked-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const paths = [1, 2, 3].map((number) => join(folder, `${number}.jpg`));
    for (const path of paths) await writeFile(path, (await drawPhoto()).bytes);
    await page.setContent('<input type="file" multiple>');
    await page.locator('input').setInputFiles(paths);
    // The browser hands out no bytes but those that were chosen: a file that is another by now cannot be read.
    await writeFile(paths[1] ?? '', 'not what was chosen', { flag: 'a' });
    const kept = await page.evaluate(() => {
      const files = Array.from(document.querySelector('input')?.files ?? []);
      return Promise.all(
        window.phone.outbox.capture('j-1', files).map((one) =>
          one.then(
            () => 'kept',
            ({ code, fileName }: { code: string; fileName: string }) => `${code} ${fileName}`,
          ),
        ),
      );
    });
    expect(kept).toEqual(['kept', 'unreadable 2.jpg', 'kept']);
    await waitForStates(page, ['in-job', 'in-job']);
    expect(edge.newest().size).toBe(2);
  });
});

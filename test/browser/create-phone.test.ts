/** The phone's engine as a whole, in a real browser. */
import sharp from 'sharp';
import { describe, expect } from 'vitest';
import { drawPhoto } from '../support/draw-photo.ts';
import { capture, readSnapshot, waitForCopies, waitForStates } from './phone-acts.ts';
import { phoneTest as it } from './phone-test.ts';

describe('createPhone', () => {
  it('brings a 12 MP photo to its job: a preview first, then the working copy, each named by its bytes', async ({
    edge,
    openPage,
  }) => {
    const page = await openPage();
    await capture(page, 'j-1', [await drawPhoto({ width: 4000, height: 3000 })]);
    await waitForStates(page, ['in-job']);
    const [preview, working, ...others] = edge.versions;
    expect(others).toEqual([]);
    const [photo] = edge.newest().keys();
    expect([preview?.key, working?.key]).toEqual([preview, working].map((file) => `${photo}/${file?.sha256}.jpg`));
    const files = edge.ticketRequests.flatMap(({ photos }) => photos.map((asked) => asked.files));
    expect(files).toEqual([files[0], files[0]]);
    expect(files[0]).toMatchObject({ preview: preview?.sha256, photo: working?.sha256 });
    expect(files[0]?.original).toMatch(/^[0-9a-f]{64}$/);
    expect(preview?.bytes.length).toBeLessThan(60_000);
    expect(await sharp(working?.bytes).metadata()).toMatchObject({ width: 2048, height: 1536, format: 'jpeg' });
  });

  it('asks leave for all previews before any working copy', async ({ edge, openPage }) => {
    const page = await openPage();
    edge.fate = (path) => (path === '/upload-url' ? 'cut' : 'pass');
    await capture(page, 'j-1', await Promise.all([1, 2, 3].map((seed) => drawPhoto({ seed }))));
    await waitForCopies(page);
    edge.fate = () => 'pass';
    await page.evaluate(() => window.phone.outbox.sendNow());
    await waitForStates(page, ['in-job', 'in-job', 'in-job']);
    // Three go at once: which is whole first, the network says.
    const sizes = edge.ticketRequests.flatMap(({ photos }) => photos.map(({ size }) => size));
    expect(sizes.map((size) => size <= 60_000)).toEqual([true, true, true, false, false, false]);
  });

  it('sends the original byte-true when the worker chose originals', async ({ edge, openPage }) => {
    const page = await openPage();
    await page.evaluate(() => window.phone.outbox.changeSettings({ originals: 'always' }));
    const photo = await drawPhoto();
    await capture(page, 'j-1', [photo]);
    await waitForStates(page, ['in-job']);
    expect(edge.versions.at(-1)?.sha256).toBe(photo.sha256);
  });

  it('carries title and stage in the ticket, and an edit made too late as an edit of the photo', async ({
    edge,
    openPage,
  }) => {
    const page = await openPage();
    const [id = ''] = await capture(page, 'j-1', [await drawPhoto()], { title: 'Gate', stage: 'before' });
    await waitForStates(page, ['delivered']);
    await page.evaluate((entry) => window.phone.outbox.edit(entry, { title: 'Back gate' }), id);
    await waitForStates(page, ['in-job']);
    expect(edge.versions.at(-1)?.fields).toMatchObject({ title: 'Gate', stage: 'before' });
    expect(edge.edits).toEqual([{ title: 'Back gate' }]);
  });

  it('counts the bytes that photos have cost', async ({ edge, openPage }) => {
    const page = await openPage();
    await capture(page, 'j-1', [await drawPhoto()]);
    await waitForStates(page, ['in-job']);
    const sent = edge.versions.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const { dataUsedBytes } = await readSnapshot(page);
    expect(dataUsedBytes).toBeGreaterThanOrEqual(sent);
    expect(dataUsedBytes).toBeLessThan(sent * 1.1);
  });
});

describe('shrinkOnPage', () => {
  it('draws upright copies where no worker can: 2,048 px, and a preview under 60 KB', async ({ openPage }) => {
    const page = await openPage(null);
    const sideways = await drawPhoto({ width: 2400, height: 1600, orientation: 6 });
    const { working, preview } = await page.evaluate(async (text) => {
      const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
      const shrunk = await window.engine.shrinkOnPage(bytes.buffer);
      const toNumbers = (buffer?: ArrayBuffer) => Array.from(new Uint8Array(buffer ?? new ArrayBuffer(0)));
      return { working: toNumbers(shrunk?.working), preview: toNumbers(shrunk?.preview) };
    }, sideways.bytes.toString('base64'));
    expect(await sharp(Buffer.from(working)).metadata()).toMatchObject({ width: 1365, height: 2048 });
    expect(await sharp(Buffer.from(preview)).metadata()).toMatchObject({ format: 'jpeg' });
    expect(preview.length).toBeLessThan(60_000);
  });

  it('gives nothing for what is no picture', async ({ openPage }) => {
    const page = await openPage(null);
    expect(await page.evaluate(() => window.engine.shrinkOnPage(new ArrayBuffer(100)))).toBeNull();
  });
});

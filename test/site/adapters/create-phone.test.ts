/** The phone's engine as a whole, in a real browser. */
import { createHash } from 'node:crypto';
import type { BrowserContext } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Fate } from './edge-double.ts';
import { capture, drawPhoto, readSnapshot, waitForCopies, waitForStates, waitUntil } from './phone-acts.ts';
import { type PhoneRig, startPhoneRig } from './phone-page.ts';

vi.setConfig({ testTimeout: 60_000 });

let rig: PhoneRig;
let context: BrowserContext;

beforeAll(async () => {
  rig = await startPhoneRig();
});
afterAll(() => rig?.close());
beforeEach(async () => {
  rig.edge.reset();
  context = await rig.createContext();
});
afterEach(() => context.close());

/** Lets everything pass but the n-th (from 0) request to `path`. */
function _failOnce(path: string, fate: Fate, nth = 0): void {
  let count = 0;
  rig.edge.fate = (asked) => (asked === path && count++ === nth ? fate : 'pass');
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function hasLocation(): Promise<boolean> {
  const database = await window.engine.openDatabase();
  const entries = await database.getAll('entries');
  database.close();
  return entries.every((entry) => entry.location !== null);
}

describe('createPhone', () => {
  it('brings a 12 MP photo to its job: a preview first, then the working copy, under one key', async () => {
    const page = await rig.openPage(context);
    await capture(page, 'j-1', [await drawPhoto(1, 4000, 3000)]);
    await waitForStates(page, ['in-job']);
    const [preview, working, ...others] = rig.edge.versions;
    expect(others).toEqual([]);
    expect(preview?.key).toBe(working?.key);
    expect(preview?.bytes.length).toBeLessThan(60_000);
    expect(await sharp(working?.bytes).metadata()).toMatchObject({ width: 2048, height: 1536, format: 'jpeg' });
  });

  it('sends all previews before any working copy', async () => {
    const page = await rig.openPage(context);
    rig.edge.fate = (path) => (path === '/upload-url' ? 'cut' : 'pass');
    await capture(page, 'j-1', await Promise.all([1, 2, 3].map((seed) => drawPhoto(seed))));
    await waitForCopies(page);
    rig.edge.fate = () => 'pass';
    await page.evaluate(() => window.phone.outbox.sendNow());
    await waitForStates(page, ['in-job', 'in-job', 'in-job']);
    const sizes = rig.edge.versions.map(({ bytes }) => bytes.length);
    expect(sizes.map((size) => size <= 60_000)).toEqual([true, true, true, false, false, false]);
  });

  it('sends the original byte-true when the worker chose originals', async () => {
    const page = await rig.openPage(context);
    await page.evaluate(() => window.phone.outbox.changeSettings({ originals: 'always' }));
    const photo = await drawPhoto(4);
    await capture(page, 'j-1', [photo]);
    await waitForStates(page, ['in-job']);
    expect(rig.edge.versions.at(-1)?.sha256).toBe(sha256(photo));
  });

  it('carries title and stage in the ticket, and an edit made too late as an edit of the photo', async () => {
    const page = await rig.openPage(context);
    const [id = ''] = await capture(page, 'j-1', [await drawPhoto(5)], { title: 'Gate', stage: 'before' });
    await waitForStates(page, ['delivered']);
    await page.evaluate((entry) => window.phone.outbox.edit(entry, { title: 'Back gate' }), id);
    await waitForStates(page, ['in-job']);
    expect(rig.edge.versions.at(-1)?.fields).toMatchObject({ title: 'Gate', stage: 'before' });
    expect(rig.edge.edits).toEqual([{ title: 'Back gate' }]);
  });

  it('counts the bytes that photos have cost', async () => {
    const page = await rig.openPage(context);
    await capture(page, 'j-1', [await drawPhoto(6)]);
    await waitForStates(page, ['in-job']);
    const sent = rig.edge.versions.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const { dataUsedBytes } = await readSnapshot(page);
    expect(dataUsedBytes).toBeGreaterThanOrEqual(sent);
    expect(dataUsedBytes).toBeLessThan(sent * 1.1);
  });

  it.each([
    [true, { latitude: 41.5, longitude: -87.25, accuracy: 12 }],
    [false, undefined],
  ])('with consent to the place %s tells in the ticket %j', async (sendLocation, location) => {
    await context.grantPermissions(['geolocation'], { origin: rig.edge.url });
    await context.setGeolocation({ latitude: 41.5, longitude: -87.25, accuracy: 12 });
    rig.edge.fate = (path) => (path === '/upload-url' ? 'cut' : 'pass');
    const page = await rig.openPage(context);
    await page.evaluate((consent) => window.phone.outbox.changeSettings({ sendLocation: consent }), sendLocation);
    await capture(page, 'j-1', [await drawPhoto(7)]);
    await waitForCopies(page);
    if (sendLocation) await waitUntil(() => page.evaluate(hasLocation));
    rig.edge.fate = () => 'pass';
    await page.evaluate(() => window.phone.outbox.sendNow());
    await waitForStates(page, ['in-job']);
    expect(rig.edge.ticketRequests.at(-1)?.photos[0]?.location).toEqual(location);
  });
});

describe('shrinkOnPage', () => {
  it('draws upright copies where no worker can: 2,048 px, and a preview under 60 KB', async () => {
    const page = await rig.openPage(context, null);
    const sideways = await sharp(await drawPhoto(8, 2400, 1600))
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const { working, preview } = await page.evaluate(async (text) => {
      const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
      const shrunk = await window.engine.shrinkOnPage(bytes.buffer);
      const toNumbers = (buffer?: ArrayBuffer) => Array.from(new Uint8Array(buffer ?? new ArrayBuffer(0)));
      return { working: toNumbers(shrunk?.working), preview: toNumbers(shrunk?.preview) };
    }, sideways.toString('base64'));
    expect(await sharp(Buffer.from(working)).metadata()).toMatchObject({ width: 1365, height: 2048 });
    expect(await sharp(Buffer.from(preview)).metadata()).toMatchObject({ format: 'jpeg' });
    expect(preview.length).toBeLessThan(60_000);
  });

  it('gives nothing for what is no picture', async () => {
    const page = await rig.openPage(context, null);
    expect(await page.evaluate(() => window.engine.shrinkOnPage(new ArrayBuffer(100)))).toBeNull();
  });
});

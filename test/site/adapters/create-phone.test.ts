/** The phone's engine as a whole, in a real browser, against field workers' complaints by name. */
import { createHash } from 'node:crypto';
import type { BrowserContext } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Fate, formatS3Error } from './edge-double.ts';
import { capture, drawPhoto, readSnapshot, waitForCopies, waitForStates, waitUntil } from './phone-acts.ts';
import { type PhoneRig, signIn, startPhoneRig } from './phone-page.ts';

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
function failOnce(path: string, fate: Fate, nth = 0): void {
  let count = 0;
  rig.edge.fate = (asked) => (asked === path && count++ === nth ? fate : 'pass');
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
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
});

describe('complaint: upload dies when the phone sleeps, the tab is killed or the page reloads', () => {
  it('shows the same pending photo after a reload, and sends it then', async () => {
    rig.edge.fate = () => 'cut';
    const page = await rig.openPage(context);
    const [id] = await capture(page, 'j-1', [await drawPhoto(10)], { stage: 'damage' });
    const again = await rig.openPage(context, null);
    await page.close({ runBeforeUnload: false });
    await waitForStates(again, ['saved']);
    expect((await readSnapshot(again)).entries[0]).toMatchObject({ id, jobId: 'j-1', stage: 'damage' });
    rig.edge.fate = () => 'pass';
    await again.evaluate(() => window.phone.outbox.sendNow());
    await waitForStates(again, ['in-job']);
  });

  it('finishes in another tab what a killed tab had half sent', async () => {
    failOnce('/upload', 'stall', 1);
    const page = await rig.openPage(context);
    const other = await rig.openPage(context);
    await capture(page, 'j-1', [await drawPhoto(11)]);
    await waitUntil(() => rig.edge.requests.filter(({ path }) => path === '/upload').length === 2);
    await page.close({ runBeforeUnload: false });
    await waitForStates(other, ['in-job']);
    expect(rig.edge.newest().size).toBe(1);
  });
});

describe('complaint: the ticket expired in the queue', () => {
  it.each([
    [
      'Policy expired',
      { status: 403, xml: formatS3Error('AccessDenied', 'Invalid according to Policy: Policy expired.') },
    ],
    ['ExpiredToken', { status: 400, xml: formatS3Error('ExpiredToken', 'The provided token has expired.') }],
    ['RequestTimeTooSkewed', { status: 403, xml: formatS3Error('RequestTimeTooSkewed', '') }],
  ])('renews once and at once after %s', async (_, fate) => {
    failOnce('/upload', fate);
    const page = await rig.openPage(context);
    await capture(page, 'j-1', [await drawPhoto(20)]);
    await waitForStates(page, ['in-job'], 8000);
    expect(rig.edge.ticketRequests).toHaveLength(3);
  });
});

describe('complaint: retry makes duplicates', () => {
  it('ends in one photo when the answer to a finished upload was lost, without sending it twice', async () => {
    failOnce('/upload', 'lose', 1);
    const page = await rig.openPage(context);
    await capture(page, 'j-1', [await drawPhoto(30)]);
    await waitForStates(page, ['in-job']);
    expect(rig.edge.newest().size).toBe(1);
    expect(rig.edge.versions).toHaveLength(2);
  });

  it('keeps the same file picked twice as one photo', async () => {
    const page = await rig.openPage(context);
    const photo = await drawPhoto(31);
    const [first, second] = await capture(page, 'j-1', [photo, photo]);
    expect(first).toBe(second);
    await waitForStates(page, ['in-job']);
    expect(rig.edge.newest().size).toBe(1);
  });

  it('never sends one entry from two tabs', async () => {
    const [one, two] = await Promise.all([rig.openPage(context), rig.openPage(context)]);
    const both = await drawPhoto(33);
    await Promise.all([
      capture(one, 'j-1', [await drawPhoto(32), both]),
      capture(two, 'j-1', [await drawPhoto(34), both]),
    ]);
    await waitUntil(() => rig.edge.newest().size === 3 && rig.edge.versions.length >= 6);
    await waitForStates(one, ['in-job', 'in-job', 'in-job']);
    expect(rig.edge.versions).toHaveLength(6);
  });
});

describe('complaint: stuck progress, 100 % but not done', () => {
  it('shows less than 1 while S3 has not answered, and says sending', async () => {
    rig.edge.fate = (path) => (path === '/upload' && rig.edge.versions.length === 1 ? 'stall' : 'pass');
    const page = await rig.openPage(context);
    await capture(page, 'j-1', [await drawPhoto(40)]);
    await page.waitForFunction(() => (window.phone.outbox.snapshot().entries[0]?.progress ?? 0) > 0.5);
    expect((await readSnapshot(page)).entries[0]).toMatchObject({ state: 'sending', progress: 0.99 });
  });
});

describe('complaint: a stalled line hangs for ever', () => {
  it('gives up 45 s after the last byte, keeps the photo, and tries again', async () => {
    rig.edge.fate = (path) => (path === '/upload' ? 'stall' : 'pass');
    const page = await context.newPage();
    await page.clock.install();
    await rig.startEngine(page, 'worker');
    await capture(page, 'j-1', [await drawPhoto(41)]);
    await waitUntil(() => rig.edge.requests.some(({ path }) => path === '/upload'));
    rig.edge.fate = () => 'pass';
    await page.clock.runFor(44_000);
    expect(rig.edge.versions).toHaveLength(0);
    await page.clock.runFor(200_000);
    await waitUntil(() => rig.edge.versions.length === 2);
  });
});

describe('complaint: navigator.onLine lies', () => {
  it('sends although the browser says that it is offline', async () => {
    await context.addInitScript(() => Object.defineProperty(navigator, 'onLine', { get: () => false }));
    const page = await rig.openPage(context);
    await capture(page, 'j-1', [await drawPhoto(50)]);
    await waitForStates(page, ['in-job']);
  });
});

describe('complaint: the phone\u2019s clock is a day wrong', () => {
  it.each([
    ['behind', 86_400_000],
    ['ahead', -86_400_000],
  ])('delivers with a clock a day %s, and corrects the time of capture', async (_, aheadMs) => {
    rig.edge.aheadMs = aheadMs;
    const page = await rig.openPage(context);
    await capture(page, 'j-1', [await drawPhoto(60)]);
    await waitForStates(page, ['in-job']);
    const takenMs = Date.parse(rig.edge.versions.at(-1)?.fields.taken_at ?? '');
    expect(Math.abs(takenMs - (Date.now() + aheadMs))).toBeLessThan(60_000);
  });
});

describe('complaint: the sign-in expires on the way home', () => {
  it('pauses, keeps the photos, and goes on by itself after the sign-in', async () => {
    rig.edge.fate = (path) => (path === '/upload-url' ? { problem: 'token-expired' } : 'pass');
    const page = await rig.openPage(context);
    await capture(page, 'j-1', [await drawPhoto(70), await drawPhoto(71)]);
    await page.waitForFunction(() => window.phone.outbox.snapshot().paused === 'sign-in');
    expect((await readSnapshot(page)).counts.waiting).toBe(2);
    rig.edge.fate = () => 'pass';
    await signIn(page, 'worker');
    await waitForStates(page, ['in-job', 'in-job']);
  });
});

describe('complaint: the queue is wiped by logout', () => {
  it('keeps the photos of who signed out, counts them for the next, and sends them only when their owner is back', async () => {
    rig.edge.fate = () => 'cut';
    const page = await rig.openPage(context, 'ann');
    await capture(page, 'j-1', [await drawPhoto(80)]);
    await page.evaluate(() => window.phone.session.signOut());
    await page.waitForFunction(() => window.phone.outbox.snapshot().counts.waitingOfOthers === 1);
    rig.edge.fate = () => 'pass';
    const bobs = await rig.openPage(context, 'bob');
    await capture(bobs, 'j-1', [await drawPhoto(81)]);
    await waitForStates(bobs, ['in-job']);
    expect(rig.edge.newest().size).toBe(1);
    expect((await readSnapshot(bobs)).counts.waitingOfOthers).toBe(1);
    const anns = await rig.openPage(context, 'ann');
    await waitForStates(anns, ['in-job']);
    expect(rig.edge.newest().size).toBe(2);
  });
});

describe('complaint: a refusal for good feeds a retry loop', () => {
  it.each<[string, Fate, string]>([
    ['/upload-url', { problem: 'access-denied' }, 'access-denied'],
    ['/upload-url', { problem: 'job-closed' }, 'job-closed'],
    ['/upload', { status: 403, xml: formatS3Error('SignatureDoesNotMatch', '') }, 'refused-by-storage'],
  ])('stops, says why, keeps the photo and offers the original: %s %j', async (path, fate, code) => {
    rig.edge.fate = (asked) => (asked === path ? fate : 'pass');
    const page = await rig.openPage(context);
    const photo = await drawPhoto(90);
    const [id = ''] = await capture(page, 'j-1', [photo]);
    await waitForStates(page, ['stuck']);
    expect((await readSnapshot(page)).entries[0]?.problem).toBe(code);
    const asked = rig.edge.requests.length;
    await page.evaluate(() => dispatchEvent(new Event('online')));
    expect(rig.edge.requests).toHaveLength(asked);
    const exported = await page.evaluate(async (entry) => {
      const file = await window.phone.outbox.exportPhoto(entry);
      return Array.from(new Uint8Array(await file.arrayBuffer()));
    }, id);
    expect(sha256(Buffer.from(exported))).toBe(sha256(photo));
    rig.edge.fate = () => 'pass';
    await page.evaluate(() => window.phone.outbox.sendNow());
    await waitForStates(page, ['in-job']);
  });

  it('does not let one refused photo take its company down', async () => {
    const page = await rig.openPage(context);
    rig.edge.refuses = (photo) => (photo.stage === 'damage' ? 'access-denied' : null);
    await capture(page, 'j-1', [await drawPhoto(91)]);
    await capture(page, 'j-1', [await drawPhoto(92)], { stage: 'damage' });
    await capture(page, 'j-1', [await drawPhoto(93)]);
    await page.waitForFunction(() => {
      const { entries } = window.phone.outbox.snapshot();
      return (
        entries
          .map(({ state }) => state)
          .sort()
          .join() === 'in-job,in-job,stuck'
      );
    });
  });
});

describe('complaint: the picture is black, sideways, HEIC, or no picture at all', () => {
  it('sends the original of a picture of one colour: the canvas may have failed', async () => {
    const page = await rig.openPage(context);
    const black = await sharp({ create: { width: 3000, height: 2000, channels: 3, background: '#000' } })
      .jpeg()
      .toBuffer();
    await capture(page, 'j-1', [black]);
    await waitForStates(page, ['in-job']);
    expect(rig.edge.versions.map((version) => version.sha256)).toEqual([sha256(black)]);
  });

  it.each([3, 6, 8])('bakes EXIF orientation %i in', async (orientation) => {
    const page = await rig.openPage(context);
    const upright = await drawPhoto(100, 2400, 1600);
    const marked = await sharp(upright).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();
    await capture(page, 'j-1', [marked]);
    await waitForStates(page, ['in-job']);
    const working = rig.edge.versions.at(-1)?.bytes;
    expect(working?.includes('Exif')).toBe(false);
    const size = { width: 24, height: 24 } as const;
    const seen = await sharp(working)
      .resize({ ...size, fit: 'fill' })
      .raw()
      .toBuffer();
    const wanted = await sharp(marked)
      .rotate()
      .resize({ ...size, fit: 'fill' })
      .raw()
      .toBuffer();
    const difference =
      seen.reduce((sum, value, index) => sum + Math.abs(value - (wanted[index] ?? 0)), 0) / seen.length;
    expect(difference).toBeLessThan(6);
  });

  it('sends HEIC as it is where the browser cannot decode it, without a preview under another key', async () => {
    const page = await rig.openPage(context);
    const heic = Buffer.concat([Buffer.from('00000018', 'hex'), Buffer.from('ftypheic'), Buffer.alloc(40_000, 7)]);
    await capture(page, 'j-1', [heic]);
    await waitForStates(page, ['in-job']);
    expect(rig.edge.versions.map(({ key, sha256: sum }) => [key.slice(-5), sum])).toEqual([['.heic', sha256(heic)]]);
  });

  it('keeps what is no picture at all, and says so', async () => {
    const page = await rig.openPage(context);
    await capture(page, 'j-1', [Buffer.from('%PDF-1.7 not a picture')]);
    await waitForStates(page, ['stuck']);
    expect((await readSnapshot(page)).entries[0]?.problem).toBe('unsupported-type');
    expect(rig.edge.requests).toEqual([]);
  });

  it('refuses an empty file by name', async () => {
    const page = await rig.openPage(context);
    expect(await capture(page, 'j-1', [Buffer.alloc(0)])).toEqual(['error:empty']);
  });
});

describe('complaint: iOS loses Blobs kept in IndexedDB', () => {
  it('stores pictures as ArrayBuffers, apart from the entries', async () => {
    rig.edge.fate = () => 'cut';
    const page = await rig.openPage(context);
    await capture(page, 'j-1', [await drawPhoto(110)]);
    const kinds = await page.evaluate(async () => {
      const database = await window.engine.openDatabase();
      const [bytes, entries] = [await database.getAll('bytes'), await database.getAll('entries')];
      database.close();
      const inEntries = entries
        .flatMap((entry) => Object.values(entry))
        .filter((value) => value instanceof ArrayBuffer);
      return { allBuffers: bytes.every((value) => value instanceof ArrayBuffer), inEntries: inEntries.length };
    });
    expect(kinds).toEqual({ allBuffers: true, inEntries: 0 });
  });
});

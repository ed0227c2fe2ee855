/** What field workers complain of when the network is bad, by name; each in a real browser. */
import { createHash } from 'node:crypto';
import type { BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Fate, formatS3Error } from './edge-double.ts';
import {
  capture,
  captureLarge,
  drawPhoto,
  readSnapshot,
  waitForStandstill,
  waitForStates,
  waitUntil,
} from './phone-acts.ts';
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
function failOnce(path: string, fate: Fate, nth = 0): void {
  let count = 0;
  rig.edge.fate = (asked) => (asked === path && count++ === nth ? fate : 'pass');
}

function _sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function countUploads(): number {
  return rig.edge.requests.filter(({ path }) => path === '/upload').length;
}

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

describe('complaint: a stalled line hangs for ever, or a slow one is cut off', () => {
  it('gives up 45 s after the last byte has left, keeps the photo, and tries again', async () => {
    let count = 0;
    rig.edge.fate = (path) => (path === '/upload' && count++ === 0 ? 'freeze' : 'pass');
    const page = await context.newPage();
    await page.clock.install();
    await rig.startEngine(page, 'worker');
    // Larger than all buffers between here and there, and undecodable, so that it goes as it is.
    await captureLarge(page, 'j-1', 16 * 1024 * 1024);
    await waitUntil(() => countUploads() === 1);
    await waitForStandstill(page);
    await page.clock.runFor(44_000);
    expect(countUploads()).toBe(1);
    await page.clock.runFor(3000);
    await waitUntil(() => rig.edge.versions.length === 1);
  });

  it('waits 120 s for the answer once all bytes have left: they may still stand in the phone\u2019s buffers', async () => {
    let count = 0;
    rig.edge.fate = (path) => (path === '/upload' && count++ === 0 ? 'stall' : 'pass');
    const page = await context.newPage();
    await page.clock.install();
    await rig.startEngine(page, 'worker');
    await capture(page, 'j-1', [await drawPhoto(41)]);
    await waitUntil(() => countUploads() === 1);
    await waitForStandstill(page);
    await page.clock.runFor(118_000);
    expect(countUploads()).toBe(1);
    await page.clock.runFor(5000);
    await waitUntil(() => rig.edge.versions.length === 2);
  });
});

describe('complaint: after a dead spot it takes minutes until it goes on', () => {
  it.each([
    ['a hint of a network 30 s', 31_000, () => dispatchEvent(new Event('online'))],
    ['the wish to send now 5 s', 6000, () => window.phone.outbox.sendNow()],
  ])('begins anew at %s after the last byte', async (_, silentMs, act) => {
    let count = 0;
    rig.edge.fate = (path) => (path === '/upload' && count++ === 0 ? 'stall' : 'pass');
    const page = await context.newPage();
    await page.clock.install();
    await rig.startEngine(page, 'worker');
    await capture(page, 'j-1', [await drawPhoto(42)]);
    await waitUntil(() => countUploads() === 1);
    await waitForStandstill(page);
    await page.clock.runFor(silentMs);
    expect(countUploads()).toBe(1);
    await page.evaluate(act);
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

/** What field workers complain of when the network is bad, by name; each in a real browser. */
import { describe, expect } from 'vitest';
import { drawPhoto } from '../../support/draw-photo.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { type EdgeDouble, formatS3Error, type RequestFate } from '../edge-double.ts';
import { capture, captureLarge, readSnapshot, waitForStandstill, waitForStates } from '../phone-acts.ts';
import { phoneTest as it } from '../phone-test.ts';

/** Lets everything pass but the n-th (from 0) request to `path`. */
function failOnce(edge: EdgeDouble, path: string, fate: RequestFate, nth = 0): void {
  let count = 0;
  edge.fate = (asked) => (asked === path && count++ === nth ? fate : 'pass');
}

function countUploads(edge: EdgeDouble): number {
  return edge.requests.filter(({ path }) => path === '/upload').length;
}

describe('complaint: upload dies when the phone sleeps, the tab is killed or the page reloads', () => {
  it('shows the same pending photo after a reload, and sends it then', async ({ edge, openPage }) => {
    edge.fate = () => 'cut';
    const page = await openPage();
    const [id] = await capture(page, 'j-1', [await drawPhoto()], { stage: 'damage' });
    const again = await openPage(null);
    await page.close({ runBeforeUnload: false });
    await waitForStates(again, ['saved']);
    expect((await readSnapshot(again)).entries[0]).toMatchObject({ id, jobId: 'j-1', stage: 'damage' });
    edge.fate = () => 'pass';
    await again.evaluate(() => window.phone.outbox.sendNow());
    await waitForStates(again, ['in-job']);
  });

  it('finishes in another tab what a killed tab had half sent', async ({ edge, openPage }) => {
    failOnce(edge, '/upload', 'stall', 1);
    const page = await openPage();
    const other = await openPage();
    await capture(page, 'j-1', [await drawPhoto()]);
    await waitUntil(() => countUploads(edge) === 2);
    await page.close({ runBeforeUnload: false });
    await waitForStates(other, ['in-job']);
    expect(edge.newest().size).toBe(1);
  });
});

describe('complaint: the ticket expired in the queue', () => {
  it.for<[name: string, fate: RequestFate]>([
    [
      'Policy expired',
      { status: 403, xml: formatS3Error('AccessDenied', 'Invalid according to Policy: Policy expired.') },
    ],
    ['ExpiredToken', { status: 400, xml: formatS3Error('ExpiredToken', 'The provided token has expired.') }],
    ['RequestTimeTooSkewed', { status: 403, xml: formatS3Error('RequestTimeTooSkewed', '') }],
  ])('renews once and at once after %s', async ([_, fate], { edge, openPage }) => {
    failOnce(edge, '/upload', fate);
    const page = await openPage();
    await capture(page, 'j-1', [await drawPhoto()]);
    await waitForStates(page, ['in-job'], 8000);
    expect(edge.ticketRequests).toHaveLength(3);
  });
});

describe('complaint: retry makes duplicates', () => {
  it('ends in one photo when the response to a finished upload was lost, without sending it twice', async ({
    edge,
    openPage,
  }) => {
    failOnce(edge, '/upload', 'lose', 1);
    const page = await openPage();
    await capture(page, 'j-1', [await drawPhoto()]);
    await waitForStates(page, ['in-job']);
    expect(edge.newest().size).toBe(1);
    expect(edge.versions).toHaveLength(2);
  });

  it('keeps the same file picked twice as one photo', async ({ edge, openPage }) => {
    const page = await openPage();
    const photo = await drawPhoto();
    const [first, second] = await capture(page, 'j-1', [photo, photo]);
    expect(first).toBe(second);
    await waitForStates(page, ['in-job']);
    expect(edge.newest().size).toBe(1);
  });

  it('never sends one entry from two tabs', async ({ edge, openPage }) => {
    const [one, two] = await Promise.all([openPage(), openPage()]);
    const both = await drawPhoto();
    await Promise.all([capture(one, 'j-1', [await drawPhoto(), both]), capture(two, 'j-1', [await drawPhoto(), both])]);
    await waitUntil(() => edge.newest().size === 3 && edge.versions.length >= 6);
    await waitForStates(one, ['in-job', 'in-job', 'in-job']);
    expect(edge.versions).toHaveLength(6);
  });
});

describe('complaint: stuck progress, 100 % but not done', () => {
  it('shows less than 1 while S3 has not answered, and says sending', async ({ edge, openPage }) => {
    edge.fate = (path) => (path === '/upload' && edge.versions.length === 1 ? 'stall' : 'pass');
    const page = await openPage();
    await capture(page, 'j-1', [await drawPhoto()]);
    await page.waitForFunction(() => (window.phone.outbox.snapshot().entries[0]?.progress ?? 0) > 0.5);
    expect((await readSnapshot(page)).entries[0]).toMatchObject({ state: 'sending', progress: 0.99 });
  });
});

describe('complaint: a stalled connection hangs for ever, or a slow one is cut off', () => {
  it('gives up 45 s after the last byte has left, keeps the photo, and tries again', async ({
    edge,
    openPageWithClock,
  }) => {
    failOnce(edge, '/upload', 'freeze');
    const page = await openPageWithClock();
    // Larger than all buffers between here and there, and undecodable, so that it goes as it is.
    await captureLarge(page, 'j-1', 16 * 1024 * 1024);
    await waitUntil(() => countUploads(edge) === 1);
    await waitForStandstill(page);
    await page.clock.runFor(44_000);
    expect(countUploads(edge)).toBe(1);
    await page.clock.runFor(3000);
    await waitUntil(() => edge.versions.length === 1);
  });

  it('waits 120 s for the response once all bytes have left: they may still stand in the phone\u2019s buffers', async ({
    edge,
    openPageWithClock,
  }) => {
    failOnce(edge, '/upload', 'stall');
    const page = await openPageWithClock();
    await capture(page, 'j-1', [await drawPhoto()]);
    await waitUntil(() => countUploads(edge) === 1);
    await waitForStandstill(page);
    await page.clock.runFor(118_000);
    expect(countUploads(edge)).toBe(1);
    await page.clock.runFor(5000);
    await waitUntil(() => edge.versions.length === 2);
  });

  it.for<RequestFate>(['stall', 'break-off'])(
    'asks for leave anew when the response does not end within 60 s: %s',
    async (fate, { edge, openPageWithClock }) => {
      failOnce(edge, '/upload-url', fate);
      const countAsked = () => edge.requests.filter(({ path }) => path === '/upload-url').length;
      const page = await openPageWithClock();
      await capture(page, 'j-1', [await drawPhoto()]);
      await waitUntil(() => countAsked() === 1);
      await page.clock.runFor(55_000);
      expect(countAsked()).toBe(1);
      await page.clock.runFor(8000);
      await waitUntil(() => edge.versions.length > 0);
    },
  );
});

describe('complaint: after a dead spot it takes minutes until it goes on', () => {
  it.for<[name: string, silentMs: number, act: () => unknown]>([
    ['a hint of a network 30 s', 31_000, () => dispatchEvent(new Event('online'))],
    ['the wish to send now 5 s', 6000, () => window.phone.outbox.sendNow()],
  ])('begins anew at %s after the last byte', async ([_, silentMs, act], { edge, openPageWithClock }) => {
    failOnce(edge, '/upload', 'stall');
    const page = await openPageWithClock();
    await capture(page, 'j-1', [await drawPhoto()]);
    await waitUntil(() => countUploads(edge) === 1);
    await waitForStandstill(page);
    await page.clock.runFor(silentMs);
    expect(countUploads(edge)).toBe(1);
    await page.evaluate(act);
    await waitUntil(() => edge.versions.length === 2);
  });
});

describe('complaint: navigator.onLine lies', () => {
  it('sends although the browser says that it is offline', async ({ context, openPage }) => {
    await context.addInitScript(() => Object.defineProperty(navigator, 'onLine', { get: () => false }));
    const page = await openPage();
    await capture(page, 'j-1', [await drawPhoto()]);
    await waitForStates(page, ['in-job']);
  });
});

describe('complaint: the browser aborts an upload, and the page takes it for a cancel', () => {
  it('keeps the photo and sends it again', async ({ edge, openPage }) => {
    failOnce(edge, '/upload', 'stall');
    const page = await openPage();
    const [id = ''] = await capture(page, 'j-1', [await drawPhoto()]);
    await waitUntil(() => countUploads(edge) === 1);
    // Safari does so by itself when the app goes to the background.
    await page.evaluate(() => window.stop());
    await page.waitForFunction(() => window.phone.outbox.snapshot().entries[0]?.state !== 'sending');
    expect((await readSnapshot(page)).entries[0]?.id).toBe(id);
    await page.evaluate(() => window.phone.outbox.sendNow());
    await waitForStates(page, ['in-job']);
    expect(edge.newest().size).toBe(1);
  });
});

describe('complaint: a change from Wi-Fi to cellular loses the upload, and progress freezes at its old mark', () => {
  it('begins anew at once, and tells the progress of what is being sent now', async ({ edge, openPage }) => {
    edge.fate = (path) => (path === '/upload' ? 'freeze' : 'pass');
    const page = await openPage();
    await captureLarge(page, 'j-1', 16 * 1024 * 1024);
    await waitUntil(() => countUploads(edge) === 1);
    await waitForStandstill(page);
    const { progress: mark = 0 } = (await readSnapshot(page)).entries[0] ?? {};
    expect(mark).toBeGreaterThan(0);
    edge.fate = () => 'cut';
    edge.dropConnections();
    await page.waitForFunction(() => window.phone.outbox.snapshot().entries[0]?.state === 'saved');
    expect((await readSnapshot(page)).entries[0]?.progress).toBe(0);
    edge.fate = () => 'pass';
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await waitForStates(page, ['in-job']);
    expect(edge.versions).toHaveLength(1);
  });
});

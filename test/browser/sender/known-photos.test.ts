/** A picture that is chosen again, and an original that waits: what is paid for twice, and what is not. In a real browser. */
import { describe, expect } from 'vitest';
import { drawPhoto } from '../../support/draw-photo.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { capture, readSnapshot, waitForStates } from '../phone-acts.ts';
import { phoneTest as it } from '../phone-test.ts';

describe('a picture chosen again', () => {
  it('is not sent again where its job has the very bytes, and its new stage follows', async ({ edge, openPage }) => {
    const page = await openPage();
    const photo = await drawPhoto();
    await capture(page, 'j-1', [photo]);
    await waitForStates(page, ['in-job']);
    const [versions, requests] = [edge.versions.length, edge.ticketRequests.length];
    await capture(page, 'j-1', [photo], { stage: 'after' });
    await waitUntil(() => edge.edits.length > 0);
    await waitUntil(async () => (await readSnapshot(page)).entries[0]?.wasThere === true);
    await waitForStates(page, ['in-job']);
    expect(edge.edits).toEqual([{ stage: 'after' }]);
    expect([edge.versions.length, edge.ticketRequests.length]).toEqual([versions, requests]);
  });

  it('is sent where its job has lost it since', async ({ edge, openPage }) => {
    const page = await openPage();
    const photo = await drawPhoto();
    await capture(page, 'j-1', [photo]);
    await waitForStates(page, ['in-job']);
    edge.versions.length = 0;
    await capture(page, 'j-1', [photo]);
    await waitUntil(() => edge.versions.length > 0);
    await waitUntil(async () => (await readSnapshot(page)).counts.waiting === 0);
    expect(edge.newest().size).toBe(1);
  });
});

describe('an original that waits for Wi-Fi', () => {
  it('goes at once when it is asked for, and no other with it', async ({ edge, context, openPage }) => {
    await context.addInitScript(() =>
      Object.defineProperty(navigator, 'connection', { value: { type: 'cellular', saveData: false } }),
    );
    const page = await openPage();
    await page.evaluate(() => window.phone.outbox.changeSettings({ originals: 'wifi' }));
    const photos = await Promise.all([1, 2].map((seed) => drawPhoto({ width: 3000, height: 2250, seed })));
    const [first] = await capture(page, 'j-1', photos);
    await waitForStates(page, ['delivered', 'delivered'], 60_000);
    expect((await readSnapshot(page)).entries.map(({ original }) => original)).toEqual(
      photos.map(({ bytes }) => ({ bytes: bytes.length, isOnItsWay: false })),
    );
    await page.evaluate((id) => window.phone.outbox.edit(id, { originalNow: true }), first ?? '');
    await waitUntil(() => edge.versions.some(({ bytes }) => bytes.equals(photos[0]?.bytes ?? Buffer.alloc(0))));
    await waitForStates(page, ['in-job', 'delivered']);
    expect(edge.versions.some(({ bytes }) => bytes.equals(photos[1]?.bytes ?? Buffer.alloc(0)))).toBe(false);
  });
});

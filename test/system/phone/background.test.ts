/** What waits is sent when no page is open: the service worker's `sync` event, in a real browser against the local run. */
import { describe, expect } from 'vitest';
import { drawPhoto } from '../../support/draw-photo.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { badNetworkTest as it } from './bad-network-test.ts';
import { fireSync } from './fire-sync.ts';
import { addFromLibrary, countKept, readBucket, signInAsWorker } from './phone-journey.ts';

const JOB = 'j-test';

describe('complaint: nothing is sent once the app is closed', () => {
  it('sends from the service worker what two closed pages have left, shrunk, and each once', async ({
    run,
    proxy,
    context,
  }) => {
    const page = await signInAsWorker(context, run);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.getByText('Try it out').click();
    const before = await readBucket(run, JOB);
    proxy.fault = (_, path) => (path.startsWith('/upload') ? 'cut' : null);
    await addFromLibrary(page, [await drawPhoto(), await drawPhoto()]);
    await page.close({ runBeforeUnload: false });
    proxy.fault = () => null;
    await fireSync(context, run.info.dashboard);
    const countNew = async () => [...(await readBucket(run, JOB)).keys()].filter((key) => !before.has(key)).length;
    await waitUntil(async () => (await countNew()) === 2, 60_000);

    const again = await context.newPage();
    await again.goto(run.info.dashboard);
    await waitUntil(async () => (await countKept(again)) === 0, 60_000);
    expect(await countNew()).toBe(2);
  });
});

/** What waits is sent when no page is open: the service worker's `sync` event, in a real browser against the local run. */
import { describe, expect } from 'vitest';
import { drawPhoto } from '../../support/draw-photo.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { badNetworkTest as it } from './bad-network-test.ts';
import { createSharedJob } from './chaos/shared-job.ts';
import { WES } from './chaos/workers.ts';
import { fireSync } from './fire-sync.ts';
import { addFromLibrary, countKept, readBucket, signInAsWorker } from './phone-journey.ts';
import { readPhone } from './read-phone.ts';

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

  it('sends from the service worker what was refused, once the list says that its owner may upload there again', async ({
    run,
    context,
    onTestFinished,
  }) => {
    const job = await createSharedJob(run, 'j-taken-off', [WES.subject]);
    onTestFinished(() => job.close());
    const page = await signInAsWorker(context, run);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.goto(`${run.info.dashboard}/job/${job.jobId}`);
    await page.locator('input[type=file][multiple]').waitFor({ state: 'attached' });
    await job.setMembers([]);
    await addFromLibrary(page, [await drawPhoto()]);
    const isRefused = async () => (await readPhone(page)).entries.some(({ stuck }) => stuck === 'access-denied');
    await waitUntil(isRefused, 30_000);
    await page.close({ runBeforeUnload: false });
    await job.setMembers([WES.subject]);
    await fireSync(context, run.info.dashboard);
    await waitUntil(async () => (await readBucket(run, job.jobId)).size > 0, 60_000);
  });
});

/** A worker who is taken off a job while photos of it wait on the phone, before the whole local run. */
import type { BrowserContext, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { operateAsProcess } from '../../infra/operate/operate.ts';
import { type DrawnPhoto, drawPhoto } from '../../support/draw-photo.ts';
import type { LocalRun } from '../../support/start-local-run.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { badNetworkTest as it } from './bad-network-test.ts';
import type { FaultProxy } from './fault-proxy.ts';
import { addFromLibrary, countKept, readBucket, signInAsWorker } from './phone-journey.ts';

const JOB = 'j-test';
const TITLE = 'Try it out: photos from curl';
const ADDRESS = '1 Sample Court, Willow Bend';
const OTHER = { id: 'j-1', title: 'Garage cleanout, half a truck' } as const;

async function setMember({ dataDir }: LocalRun, member: string): Promise<void> {
  const { code, stderr } = await operateAsProcess('jobs', ['put', '--id', JOB, '--member', member], { data: dataDir });
  expect(code, stderr).toBe(0);
}

/** Takes photos in a dead zone, and comes out of it when the dispatcher has taken the worker off the job. */
async function takeOff(
  { run, proxy, context }: { run: LocalRun; proxy: FaultProxy; context: BrowserContext },
  photos: readonly DrawnPhoto[],
): Promise<Page> {
  await setMember(run, 'user-wes');
  const page = await signInAsWorker(context, run);
  await page.getByRole('link', { name: TITLE }).click();
  proxy.fault = (_, path) => (path === '/upload-url' || path === '/upload' ? 'cut' : null);
  await addFromLibrary(page, photos);
  await setMember(run, '');
  proxy.fault = () => null;
  await page.reload();
  await page
    .getByText('Waits for job', { exact: true })
    .nth(photos.length - 1)
    .waitFor({ timeout: 60_000 });
  await page.getByRole('link', { name: 'Back' }).click();
  return page;
}

describe('complaint: taken off a job, its photos wait on the phone and nothing leads to them', () => {
  it('lists the job by its name, opens its photos, and sends them by itself once the worker is a member again', async ({
    run,
    proxy,
    context,
  }) => {
    const page = await takeOff({ run, proxy, context }, [await drawPhoto(), await drawPhoto()]);
    const before = (await readBucket(run, JOB)).size;
    expect(await page.getByText('Sending.').count()).toBe(0);
    const card = page.getByRole('link', { name: TITLE });
    await card.getByText('2 on this phone').waitFor();
    await card.getByText(ADDRESS).waitFor();
    // Not only what this page has seen: the next visit knows it too.
    await page.reload();
    await card.click();
    await page.getByRole('heading', { name: TITLE, level: 1 }).waitFor();
    await expect.poll(() => page.getByText('Waits for job', { exact: true }).count()).toBe(2);

    await setMember(run, 'user-wes');
    await waitUntil(async () => (await countKept(page)) === 0, 120_000);
    expect((await readBucket(run, JOB)).size).toBe(before + 2);
  });

  it('offers each photo as a file, and another job, where it arrives once', async ({ run, proxy, context }) => {
    const photo = await drawPhoto();
    const page = await takeOff({ run, proxy, context }, [photo]);
    const before = await Promise.all([readBucket(run, JOB), readBucket(run, OTHER.id)]);
    await page.getByRole('link', { name: TITLE }).click();
    await page.getByRole('button', { name: 'Waits for job' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save to phone' }).click();
    expect((await download).suggestedFilename()).toBe('0.jpg');
    await page.getByRole('button', { name: 'Send to another job' }).click();
    await page.getByRole('dialog').getByRole('button', { name: OTHER.title }).click();
    await page.getByText(`The photo goes to “${OTHER.title}”.`).waitFor();

    await waitUntil(async () => (await countKept(page)) === 0, 120_000);
    const after = await Promise.all([readBucket(run, JOB), readBucket(run, OTHER.id)]);
    expect(after.map(({ size }) => size)).toEqual([before[0].size, before[1].size + 1]);
    // Back among the members: nothing of it comes to the first job after all.
    await setMember(run, 'user-wes');
    await page.goto(run.info.dashboard);
    await page.getByRole('link', { name: TITLE }).waitFor();
    await page.waitForTimeout(3_000);
    expect((await readBucket(run, JOB)).size).toBe(before[0].size);
  });
});

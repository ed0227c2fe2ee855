/** What waits is sent when no page is open: the service worker's `sync` event, in a real browser against the local run. */
import { describe, expect } from 'vitest';
import { drawPhoto } from '../../support/draw-photo.ts';
import { findChromium } from '../../support/find-chromium.ts';
import { createJumpingClock } from '../../support/jumping-clock.ts';
import { launchBrowser } from '../../support/launch-browser.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { badNetworkTest } from './bad-network-test.ts';
import { ChaosPhone } from './chaos/chaos-phone.ts';
import { checkJob } from './chaos/check-job.ts';
import { PhotoOwners } from './chaos/photo-owners.ts';
import { createSharedJob } from './chaos/shared-job.ts';
import { NADIA, type PhoneWorker, WES } from './chaos/workers.ts';
import type { FaultProxy } from './fault-proxy.ts';
import { fireSync } from './fire-sync.ts';
import { addFromLibrary, chooseOriginals, countKept, readBucket, signInAsWorker } from './phone-journey.ts';
import { readPhone } from './read-phone.ts';

const JOB = 'j-test';

const it = badNetworkTest
  .extend('job', async ({ run }, { onCleanup }) => {
    const job = await createSharedJob(run, 'j-shared-phone', [WES.subject, NADIA.subject]);
    onCleanup(() => job.close());
    return job;
  })
  .extend('owners', ({ proxy }, { onCleanup }) => {
    const owners = new PhotoOwners();
    proxy.watch = owners.watch;
    onCleanup(() => {
      proxy.watch = () => undefined;
    });
    return owners;
  })
  /** In the hands of the first of the two, on the job. */
  .extend('phone', async ({ context, run, job, owners }) => {
    const phone = await ChaosPhone.open({ context, run, jobId: job.jobId, owners, note: () => undefined }, WES);
    await chooseOriginals(phone.page);
    await phone.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    return phone;
  });

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
    proxy,
    context,
    onTestFinished,
  }) => {
    const job = await createSharedJob(run, 'j-taken-off', [WES.subject]);
    onTestFinished(() => job.close());
    const page = await signInAsWorker(context, run);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.goto(`${run.info.dashboard}/job/${job.jobId}`);
    await page.locator('input[type=file][multiple]').waitFor({ state: 'attached' });
    // Once they are no member, the page may take the buttons away sooner than a photo is chosen.
    proxy.fault = (_, path) => (path.startsWith('/upload') ? 'cut' : null);
    await addFromLibrary(page, [await drawPhoto()]);
    await job.setMembers([]);
    proxy.fault = () => null;
    const isRefused = async () => (await readPhone(page)).entries.some(({ stuck }) => stuck === 'access-denied');
    await waitUntil(isRefused, 30_000);
    await page.close({ runBeforeUnload: false });
    await job.setMembers([WES.subject]);
    await fireSync(context, run.info.dashboard);
    await waitUntil(async () => (await readBucket(run, job.jobId)).size > 0, 60_000);
  });
});

describe.skipIf(findChromium({ isWhole: true }) === null)('a phone that goes into the pocket', () => {
  it('has all its photos in the job, each once, though its page is closed and never opened again', async ({
    run,
    proxy,
    onTestFinished,
  }) => {
    // The browser that people use: the lighter one takes a Background Fetch, and never begins it.
    const browser = await launchBrowser({ isWhole: true });
    onTestFinished(() => browser.close());
    const context = await browser.newContext({ proxy: { server: proxy.url, bypass: '<-loopback>' } });
    const page = await signInAsWorker(context, run);
    await chooseOriginals(page);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.getByText('Try it out').click();
    const before = await readBucket(run, JOB);
    const { random } = createJumpingClock(12, 0);
    proxy.fault = (_, path) => (path === '/upload' ? 'cut' : null);
    const photos = await Promise.all(Array.from({ length: 12 }, () => drawPhoto({ width: 900, height: 700 })));
    await addFromLibrary(page, photos);
    const isPrepared = async () => (await readPhone(page)).entries.every(({ parts }) => parts !== null);
    await waitUntil(isPrepared, 60_000);
    const seen = proxy.seen.length;
    // No byte has left while the page was open; from now on one of four is cut.
    proxy.fault = (_, path) => (path === '/upload' && random() < 0.25 ? 'cut' : null);
    await page.close();
    await waitUntil(() => wasStored(proxy, seen), 30_000);

    const listNew = async () => [...(await readBucket(run, JOB))].filter(([key]) => !before.has(key));
    const taken = photos.map(({ sha256 }) => sha256).sort();
    await waitUntil(async () => {
      // As the browser does when it thinks that there is a network.
      const { length } = await listNew();
      if (length < taken.length) await fireSync(context, run.info.dashboard);
      const hasMore = async () => (await listNew()).length > length;
      if (length < taken.length) await waitUntil(hasMore, 30_000).catch(() => undefined);
      return (await listNew()).length >= taken.length;
    }, 120_000);
    expect((await listNew()).map(([, sha256]) => sha256).sort()).toEqual(taken);
  });
});

/** The requests that came by with somebody's token. */
const listSubjects = ({ seen }: FaultProxy, from: number) =>
  new Set(seen.slice(from).flatMap(({ subject }) => subject ?? []));

const wasStored = ({ seen }: FaultProxy, from: number) =>
  seen.slice(from).some(({ path, status }) => path === '/upload' && status === 201);

const countOf = async ({ page }: ChaosPhone, { subject }: PhoneWorker) =>
  (await readPhone(page)).entries.filter((entry) => entry.subject === subject).length;

describe('a phone that two people share, with no page open', () => {
  it('sends what is of who is signed in, and of the other nothing until they are back', async ({
    run,
    proxy,
    context,
    job,
    owners,
    phone,
  }) => {
    proxy.fault = (_, path) => (path.startsWith('/upload') ? 'cut' : null);
    await phone.keep([await drawPhoto(), await drawPhoto()]);
    await phone.changeHands();
    await phone.keep([await drawPhoto()]);
    await phone.killTab();

    proxy.fault = () => null;
    const before = proxy.seen.length;
    await fireSync(context, run.info.dashboard);
    await waitUntil(() => wasStored(proxy, before), 60_000);
    // Once more, with nothing left but what is not theirs.
    await fireSync(context, run.info.dashboard);
    await phone.openTab();
    await waitUntil(async () => (await countOf(phone, NADIA)) === 0, 60_000);
    owners.check();
    expect(listSubjects(proxy, before)).toEqual(new Set([NADIA.subject]));
    expect(await countOf(phone, WES)).toBe(2);

    await phone.changeHands();
    await waitUntil(async () => (await countKept(phone.page)) === 0, 60_000);
    owners.check();
    const { jobId } = job;
    await checkJob(run, { jobId, taken: owners.list(), token: await run.token('dispatcher') });
  });
});

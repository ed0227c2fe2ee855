/** Photos of a job that takes them no more: they go by themselves when it does again, or to another job. */
import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import type { Job } from '../../../edge/api.ts';
import { makeJob } from '../../site/ui/make-photo.ts';
import { drawPhoto } from '../../support/draw-photo.ts';
import { waitUntil } from '../../support/wait-until.ts';
import type { EdgeDouble } from '../edge-double.ts';
import { capture, readEntries, waitForStates } from '../phone-acts.ts';
import { phoneTest as it } from '../phone-test.ts';

const toJob = (job_id: string, can: Job['can'] = ['view', 'upload']): Job =>
  makeJob({ job_id, title: `Job ${job_id}`, can });

const noteJobs = (page: Page, ...jobs: Job[]) => page.evaluate((list) => window.phone.outbox.noteJobs(list), jobs);
const move = (page: Page, id: string, job: Job) =>
  page.evaluate(([entryId, to]) => window.phone.outbox.moveToJob(entryId, to), [id, job] as const);
const countIn = (edge: EdgeDouble, jobId: string) =>
  edge.versions.filter(({ key }) => key.startsWith(`jobs/${jobId}/`)).length;
const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Hash of each variant that the database has, by [entry id, variant]. */
function readVariants(page: Page): Promise<Record<string, string>> {
  return page.evaluate(async () => {
    const toHex = (digest: ArrayBuffer) =>
      [...new Uint8Array(digest)].map((b) => b.toString(16).padStart(2, '0')).join('');
    const opening = indexedDB.open('edgeshot');
    const database = await new Promise<IDBDatabase>((resolve) => {
      opening.onsuccess = () => resolve(opening.result);
    });
    const store = database.transaction('bytes').objectStore('bytes');
    const [keys, values] = await Promise.all(
      [store.getAllKeys(), store.getAll()].map(
        (request) => new Promise<unknown[]>((resolve) => (request.onsuccess = () => resolve(request.result))),
      ),
    );
    database.close();
    const hashes = (values as ArrayBuffer[]).map(async (bytes) => toHex(await crypto.subtle.digest('SHA-256', bytes)));
    return Object.fromEntries((await Promise.all(hashes)).map((hash, index) => [String(keys?.[index]), hash]));
  });
}

describe('complaint: taken off a job, a member again, and the photos still wait', () => {
  it('sends them by itself when the list says that the worker may upload there, and not before', async ({
    edge,
    openPage,
  }) => {
    edge.refuses = () => 'access-denied';
    const page = await openPage();
    await capture(page, 'j-1', [await drawPhoto(), await drawPhoto()]);
    await waitForStates(page, ['stuck', 'stuck']);
    edge.refuses = () => null;
    await noteJobs(page, toJob('j-1', ['view']), toJob('j-2'));
    await page.waitForTimeout(1500);
    expect(edge.versions).toEqual([]);
    await noteJobs(page, toJob('j-1'));
    await waitForStates(page, ['in-job', 'in-job']);
    expect(edge.newest().size).toBe(2);
  });

  it('sends them when the album is shown again, where the list does not reach so far', async ({ edge, openPage }) => {
    edge.refuses = () => 'access-denied';
    const page = await openPage();
    await capture(page, 'j-1', [await drawPhoto()]);
    await waitForStates(page, ['stuck']);
    edge.refuses = () => null;
    await page.evaluate(() => window.phone.api.album('j-1'));
    await waitForStates(page, ['in-job']);
  });

  it('tries the same of a job that was closed and is open again, in whichever tab the list came', async ({
    edge,
    openPage,
  }) => {
    edge.refuses = () => 'job-closed';
    const sending = await openPage();
    await capture(sending, 'j-1', [await drawPhoto()]);
    await waitForStates(sending, ['stuck']);
    edge.refuses = () => null;
    const other = await openPage(null);
    await waitForStates(other, ['stuck']);
    await noteJobs(other, toJob('j-1'));
    await waitForStates(sending, ['in-job']);
    expect(edge.newest().size).toBe(1);
  });
});

describe('complaint: taken off a job, its photos can go nowhere', () => {
  it('sends one to another job once, whole and under its own words, and leaves there what the first has got', async ({
    edge,
    openPage,
  }) => {
    edge.refuses = ({ size }) => (size > 60_000 ? 'access-denied' : null);
    const page = await openPage();
    const photo = await drawPhoto();
    const [id = ''] = await capture(page, 'j-1', [photo], { title: 'A sofa', stage: 'load' });
    await waitForStates(page, ['stuck']);
    expect(countIn(edge, 'j-1')).toBe(1);
    edge.refuses = () => null;
    expect(await move(page, id, toJob('j-2'))).toBe(true);
    await waitForStates(page, ['in-job']);

    const photos = [...edge.newest().values()].filter(({ key }) => key.startsWith('jobs/j-2/'));
    expect(photos.map(({ fields }) => [fields.title, fields.stage])).toEqual([['A sofa', 'load']]);
    const [entryBefore, entryAfter] = [edge.ticketRequests[0], edge.ticketRequests.at(-1)];
    expect(entryAfter?.photos[0]?.taken_at).toBe(entryBefore?.photos[0]?.taken_at);
    expect(countIn(edge, 'j-1')).toBe(1);
    expect(await readEntries(page)).toEqual([]);
    expect(await readVariants(page)).toEqual({});

    // Chosen again for the new job, it is known to be there; and so it is one photo, however it came.
    await page.evaluate(() => window.phone.api.album('j-2'));
    await capture(page, 'j-2', [photo]);
    await waitForStates(page, ['in-job']);
    expect([...edge.newest().keys()].filter((key) => key.startsWith('jobs/j-2/'))).toHaveLength(1);
  });

  it('is one entry however often and in however many tabs it is given away, also to where it was chosen before', async ({
    edge,
    openPage,
  }) => {
    edge.fate = (path) => (path === '/upload-url' ? 'cut' : 'pass');
    const [page, other] = [await openPage(), await openPage(null)];
    const photo = await drawPhoto();
    const [id = ''] = await capture(page, 'j-1', [photo]);
    await capture(page, 'j-2', [photo], { title: 'Chosen here' });
    await waitUntil(async () => (await readEntries(other)).every(({ parts }) => parts !== null));
    const job = toJob('j-2');
    const outcomes = await Promise.all([move(page, id, job), move(other, id, job), move(page, id, job)]);
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect((await readEntries(page)).map(({ jobId, title }) => [jobId, title])).toEqual([['j-2', 'Chosen here']]);
    edge.fate = () => 'pass';
    await page.evaluate(() => window.phone.outbox.sendNow());
    await waitForStates(page, ['in-job']);
    expect([countIn(edge, 'j-1'), edge.newest().size]).toEqual([0, 1]);
  });

  it('leaves it where it is, whole, when the phone has no room for the copy', async ({ edge, openPage }) => {
    edge.refuses = () => 'access-denied';
    const page = await openPage();
    const [id = ''] = await capture(page, 'j-1', [await drawPhoto()]);
    await waitForStates(page, ['stuck']);
    const before = [await readEntries(page), await readVariants(page)];
    await page.evaluate(() => {
      const { put } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.put = function (value, ...key) {
        if (String(key).endsWith(',working')) throw new DOMException('full', 'QuotaExceededError');
        return put.call(this, value, ...key);
      };
    });
    await expect(move(page, id, toJob('j-2'))).rejects.toThrow('full');
    expect([await readEntries(page), await readVariants(page)]).toEqual(before);
  });

  it('has it in one job or in the other, whole, when the page dies in the middle', { timeout: 120_000 }, async ({
    edge,
    rig,
    context,
    openPage,
  }) => {
    edge.refuses = () => 'access-denied';
    const photo = await drawPhoto();
    const jobs = [toJob('j-1'), toJob('j-2')] as const;
    let page = await openPage();
    await capture(page, 'j-1', [photo]);
    await waitForStates(page, ['stuck']);
    for (let round = 0; round < 8; round += 1) {
      const [entry] = await readEntries(page);
      const target = jobs.find(({ job_id }) => job_id !== entry?.jobId) ?? jobs[0];
      void move(page, entry?.id ?? '', target).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, round * 3));
      await page.close();
      page = await rig.openPage(context, null);
      const [kept, ...others] = await readEntries(page);
      expect(others).toEqual([]);
      const variants = await readVariants(page);
      expect(variants[`${kept?.id},original`]).toBe(hashOf(photo.bytes));
      expect(Object.keys(variants).every((key) => key.startsWith(`${kept?.id},`))).toBe(true);
    }
  });

  it('does not give away what has arrived meanwhile', async ({ edge, openPage }) => {
    edge.fate = (path) => (path === '/photos' ? 'cut' : 'pass');
    const page = await openPage();
    const [id = ''] = await capture(page, 'j-1', [await drawPhoto()]);
    await waitForStates(page, ['delivered']);
    expect(await move(page, id, toJob('j-2'))).toBe(false);
    expect((await readEntries(page)).map(({ jobId }) => jobId)).toEqual(['j-1']);
  });
});

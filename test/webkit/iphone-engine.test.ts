/** The main job in WebKit: what every browser on an iPhone is made of, and where its storage, workers and decoders differ. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Album } from '../../edge/api.ts';
import { drawPhoto } from '../support/draw-photo.ts';
import { type LocalRun, startLocalRun } from '../support/start-local-run.ts';
import { CUT_OFF, END_SESSION, READ_ENTRIES, SLOW_DOWN } from './page-scripts.ts';
import { startWebKit, type WebKit } from './start-webkit.ts';

const LIBRARY = '.capture-buttons input[multiple]';

let folder: string;
let run: LocalRun;
let webkit: WebKit;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgeshot-webkit-'));
  webkit = await startWebKit();
  run = await startLocalRun();
});
afterAll(async () => {
  await webkit?.stop();
  await run?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** By default wider than the working copy, so that the phone draws it anew, and turned. */
async function drawFile(name: string, orientation: number, width = 2600): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, (await drawPhoto({ width, height: width / 2, orientation })).bytes);
  return path;
}

async function readAlbum(jobId = 'j-test'): Promise<Album['photos']> {
  const response = await fetch(`${run.info.dashboard}/photos?job_id=${jobId}`, {
    headers: { authorization: `Bearer ${await run.token('dispatcher')}` },
  });
  const album = (await response.json()) as Album;
  return album.photos;
}

describe('an iPhone’s engine', () => {
  it('signs in, shrinks and turns a photo, and has it in the job', async () => {
    const { driver } = webkit;
    await driver.open(run.info.dashboard);
    await driver.click('.welcome .button-primary');
    await driver.see(/Wes Alvarado/, 20_000);
    await driver.click('button[name="user"][value="worker"]');
    await driver.see(/Yard debris/, 20_000);
    await driver.open(`${run.info.dashboard}/job/j-test`);
    await driver.type(LIBRARY, await drawFile('turned.jpg', 6));
    await driver.see(/In job/, 60_000);
    await expect
      .poll(async () => (await readAlbum())[0], { timeout: 20_000 })
      .toMatchObject({ state: 'ready', width: 1080, height: 2160, verified: true });
  });

  it('opens without signal, keeps a photo through a reload, and sends it by itself, once', async () => {
    const { driver } = webkit;
    await driver.run('return navigator.serviceWorker.ready.then(() => true)');
    await run.stop({ keepData: true });
    await driver.open(`${run.info.dashboard}/job/j-test`);
    await driver.see(/No connection/, 20_000);
    await driver.type(LIBRARY, await drawFile('offline.jpg', 1));
    await driver.see(/1 photo is only on this phone/, 20_000);
    await driver.reload();
    await driver.see(/1 photo is only on this phone[\s\S]*Saved/, 20_000);

    run = await startLocalRun({ dataDir: run.dataDir, port: Number(new URL(run.info.dashboard).port) });
    await expect
      .poll(async () => (await readAlbum()).filter(({ state }) => state === 'ready').length, { timeout: 90_000 })
      .toBe(2);
    await driver.see(/^(?![\s\S]*only on this phone)/, 20_000);
    expect(await readAlbum()).toHaveLength(2);
  });
});

/** A job of both workers. */
const SHARED = 'j-3';
const COUNT = 12;

/** Chooses photos on a phone that needs some 4 s to save them, and does not wait for them. */
async function chooseOnSlowPhone(): Promise<void> {
  const { driver } = webkit;
  await driver.run(SLOW_DOWN);
  const paths = Array.from({ length: COUNT }, (_, index) => drawFile(`leaving-${index}.jpg`, 1, 400));
  await driver.type(LIBRARY, (await Promise.all(paths)).join('\n'));
  await driver.see(/Saving \d+ photos…/, 20_000);
}

async function openShared(): Promise<void> {
  const { driver } = webkit;
  await driver.open(`${run.info.dashboard}/job/${SHARED}`);
  await driver.see(/Yard debris[\s\S]*Add from library/, 20_000);
}

async function signIn(user: string): Promise<void> {
  const { driver } = webkit;
  await driver.click('.welcome .button-primary');
  // The driver hangs where it looks for an element while one page takes the place of another.
  await driver.see(/Nadia Brooks/, 20_000);
  await driver.click(`button[name="user"][value="${user}"]`);
  await driver.see(/Yard debris/, 20_000);
}

/** In the database itself: the test does not trust the screen. */
async function listOwners(): Promise<readonly string[]> {
  const entries = (await webkit.driver.run(READ_ENTRIES)) as readonly { readonly subject: string }[];
  return entries.map(({ subject }) => subject);
}

describe('an iPhone’s engine, when its user leaves', () => {
  it('“Sign in to send” leaves when all that was chosen is on the phone, which then sends it', async () => {
    const { driver } = webkit;
    const before = (await readAlbum(SHARED)).length;
    await openShared();
    await driver.run(END_SESSION);
    await driver.reload();
    await driver.see(/Add from library/, 20_000);
    await driver.type(LIBRARY, await drawFile('first.jpg', 1, 400));
    await driver.see(/Sign in to send 1 photo/, 20_000);
    await chooseOnSlowPhone();
    await driver.press('Sign in to send');
    await driver.see(/One moment\. It goes on by itself\./, 20_000);
    // The issuer still knows who it is, and sends the browser back.
    const isWhole = async () => (await readAlbum(SHARED)).filter(({ state }) => state === 'ready').length;
    await expect.poll(isWhole, { timeout: 90_000 }).toBe(before + COUNT + 1);
    await driver.see(/^(?![\s\S]*only on this phone)/, 20_000);
  });

  it('“Sign out” counts all of them, and they stay its owner’s while another has the phone', async () => {
    const { driver } = webkit;
    const before = new Set((await readAlbum(SHARED)).map(({ photo_id }) => photo_id));
    await openShared();
    await driver.press('After');
    await driver.run(CUT_OFF);
    await chooseOnSlowPhone();
    await driver.press('Account');
    await driver.press('Sign out');
    await driver.see(new RegExp(`${COUNT} photos are only on this phone[\\s\\S]*Sign out anyway`), 60_000);
    await driver.press('Sign out anyway');
    await driver.see(new RegExp(`${COUNT} photos on this phone wait for their owner`), 20_000);
    expect(await listOwners()).toEqual(Array.from({ length: COUNT }, () => 'user-wes'));

    await signIn('worker-2');
    await openShared();
    const pressed = 'return document.querySelectorAll(".capture-bar [aria-pressed=true]").length';
    expect(await driver.run(pressed)).toBe(0);
    await driver.type(LIBRARY, await drawFile('hers.jpg', 1, 400));
    const listNew = async () => {
      const added = (await readAlbum(SHARED)).filter(({ photo_id }) => !before.has(photo_id));
      return added.map(({ uploaded_by }) => uploaded_by);
    };
    await expect.poll(listNew, { timeout: 60_000 }).toEqual(['user-nadia']);
    await expect.poll(listOwners, { timeout: 60_000 }).not.toContain('user-nadia');

    await driver.press('Account');
    await driver.press('Sign out');
    await driver.see(/wait for their owner/, 20_000);
    await signIn('worker');
    const countHis = async () => (await listNew()).filter((subject) => subject === 'user-wes').length;
    await expect.poll(countHis, { timeout: 90_000 }).toBe(COUNT);
    await expect.poll(listOwners, { timeout: 60_000 }).toEqual([]);
  });

  it('says which file can never be sent, and promises nothing for it', async () => {
    const { driver } = webkit;
    await openShared();
    const path = join(folder, 'notes.txt');
    await writeFile(path, 'no picture');
    await driver.type(LIBRARY, path);
    await driver.see(/1 photo can’t be sent[\s\S]*“notes\.txt”: We do not take this kind of file\./, 20_000);
    expect(await driver.text()).not.toMatch(/You can lock the phone/);
  });
});

/** The main job in WebKit: what every browser on an iPhone is made of, and where its storage, workers and decoders differ. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Album } from '../../edge/api.ts';
import { drawPhoto } from '../support/draw-photo.ts';
import { type LocalRun, startLocalRun } from '../support/start-local-run.ts';
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

async function drawFile(name: string, orientation: number): Promise<string> {
  const path = join(folder, name);
  // Wider than the working copy, so that the phone draws it anew, and turned.
  await writeFile(path, (await drawPhoto({ width: 2600, height: 1300, orientation })).bytes);
  return path;
}

async function readAlbum(): Promise<Album['photos']> {
  const response = await fetch(`${run.info.dashboard}/photos?job_id=j-test`, {
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
      .toMatchObject({ state: 'ready', width: 1024, height: 2048, verified: true });
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

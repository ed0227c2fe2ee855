/**
 * `npm run bench -- burst [--photos 100]`: a worker chooses many photos of 12 MP at once, on a phone that keeps a list of 600 jobs
 * and 40 albums. Measured is what the page's own thread does until all are in their job: its longest task, and the most between two frames.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../support/launch-browser.ts';
import { type LocalRun, startLocalRun } from '../support/start-local-run.ts';
import { PHONE, signIn } from '../support/walk-dashboard.ts';
import { type PageWork, traceTasks } from './page/trace-tasks.ts';
import { drawCameraPhoto } from './phone/draw-camera-photo.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const JOBS = 600;
const ALBUM = 'j-big';
const KEPT_ALBUMS = 40;
const JOB = 'f00001';
const WITHIN_MS = 600_000;

/** @throws {TypeError} when a number is none */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { photos: { type: 'string', default: '100' } } });
  const count = Number(values.photos);
  if (!Number.isInteger(count) || count < 1 || count > 200) throw new TypeError('--photos: 1 to 200');
  const folder = await mkdtemp(join(tmpdir(), 'edgeshot-burst-'));
  const local = await startLocalRun();
  const browser = await launchBrowser({ isWhole: true });
  try {
    const photos = ['--photos', '250', '--in', ALBUM, '--member-jobs', String(JOBS)];
    const fill = ['infra/operate/fill.ts', '--jobs', String(JOBS), ...photos, '--data', local.dataDir];
    await promisify(execFile)(process.execPath, fill, { cwd: ROOT });
    const work = await measureBurst({ local, browser, files: await writePhotos(folder, count) });
    console.log(formatWork(count, work));
  } finally {
    await browser.close();
    await local.stop();
    await rm(folder, { recursive: true });
  }
}

/** The same picture, and some bytes behind the JPEG's end that make each another one. */
async function writePhotos(folder: string, count: number): Promise<readonly string[]> {
  const photo = await drawCameraPhoto();
  const paths = Array.from({ length: count }, (_, index) => join(folder, `${index}.jpg`));
  for (const [index, path] of paths.entries()) await writeFile(path, Buffer.concat([photo, Buffer.from(`${index}`)]));
  return paths;
}

interface Burst {
  readonly local: LocalRun;
  readonly browser: Browser;
  readonly files: readonly string[];
}

async function measureBurst({ local, browser, files }: Burst): Promise<PageWork> {
  const { context, page } = await signIn(browser, local, 'worker', PHONE);
  try {
    await keepAlbums(page, await readAlbum(local));
    await page.goto(`${local.info.dashboard}/job/${JOB}`);
    await page.locator('.capture-buttons input[multiple]').waitFor({ state: 'attached' });
    return await traceTasks(browser, page, async () => {
      await page.locator('.capture-buttons input[multiple]').setInputFiles([...files]);
      const there = page.locator('.tile a[data-photo]');
      // Asked for seldom: each question is a task of the page as well.
      for (let count = 0; count < files.length; count = await there.count()) await page.waitForTimeout(2000);
    });
  } finally {
    await context.close();
  }
}

/** A full page of an album, as the API gives it. */
async function readAlbum({ info, token }: LocalRun): Promise<{ readonly photos: unknown; readonly next?: string }> {
  const headers = { authorization: `Bearer ${await token('dispatcher')}` };
  const response = await fetch(`${info.dashboard}/photos?job_id=${ALBUM}`, {
    headers,
    signal: AbortSignal.timeout(WITHIN_MS),
  });
  return (await response.json()) as { photos: unknown; next?: string };
}

/** As the page itself keeps what it has shown: that many albums were opened. */
async function keepAlbums(
  page: Page,
  { photos, next = null }: { readonly photos: unknown; readonly next?: string | null },
) {
  const text = JSON.stringify({
    items: photos,
    next,
    seenAtMs: Date.now(),
    problem: null,
    expiresAtMs: Date.now() + 3_600_000,
  });
  await page.evaluate(
    async ({ count, body }) => {
      const name = (await caches.keys()).find((each) => each.startsWith('seen-')) ?? '';
      const cache = await caches.open(name);
      for (let number = 1; number <= count; number += 1)
        await cache.put(`/seen/album/f0${1000 + number}`, new Response(body));
    },
    { count: KEPT_ALBUMS, body: text },
  );
}

function formatWork(count: number, { longestTaskMs, longestFrameMs, totalMs }: PageWork): string {
  return [
    `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`,
    '',
    '| photos of 12 MP at once | longest task, ms | most between two frames, ms | the page’s thread altogether, s |',
    '|---|---|---|---|',
    `| ${count} | ${longestTaskMs.toFixed(0)} | ${longestFrameMs.toFixed(0)} | ${(totalMs / 1000).toFixed(1)} |`,
  ].join('\n');
}

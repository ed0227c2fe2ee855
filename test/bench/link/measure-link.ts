/** One run of the link's bench: links of one job, each opened on a phone of its own, and at last one that is revoked. */
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import type { MadeLink } from '../../../edge/api.ts';
import { LINK_ROUTES } from '../../../edge/link-api.ts';
import { launchBrowser } from '../../support/launch-browser.ts';
import { type LocalRun, startLocalRun } from '../../support/start-local-run.ts';
import { drawCameraPhoto } from '../phone/draw-camera-photo.ts';
import { openPhone } from '../phone/open-phone.ts';
import { awaitNumber, chooseFiles } from '../phone/quiet-page.ts';
import { type DispatcherAlbum, openDispatcherAlbum } from '../phone/watch-dispatcher.ts';
import { timeRevocation } from './time-revocation.ts';

/** Seconds from the start of the navigation. */
interface FirstPhoto {
  readonly pickerSeconds: number;
  /** The preview's, where that was quicker. */
  readonly lookSeconds: number;
  readonly previewSeconds: number;
  readonly workingSeconds: number;
}

export interface MeasuredLink {
  readonly chromium: string;
  readonly photoBytes: number;
  readonly scriptKib: number;
  readonly photos: readonly FirstPhoto[];
  /** For how long after a link was revoked each of these was still taken, seconds. */
  readonly revoked: Readonly<Record<string, number>>;
}

declare global {
  /** Fulfilled when photos can be chosen, ms since the page's navigation began. */
  var pickerReady: Promise<number>;
}

const JOB_ID = 'j-test';
const READY_WITHIN_MS = 60_000;
const PICKER = 'input[type=file]';
/** What the album shows of more than this is the working copy: the preview has about 40 KB. */
const PREVIEW_AT_MOST_BYTES = 100_000;

interface LinkBench {
  readonly run: LocalRun;
  readonly browser: Browser;
  readonly dispatcher: DispatcherAlbum;
  readonly file: string;
  ask(path: string, init?: { readonly method: string; readonly body?: object }): Promise<Response>;
}

export async function measureLink(runs: number, tell: (step: string) => void): Promise<MeasuredLink> {
  const folder = await mkdtemp(join(tmpdir(), 'edgeshot-bench-'));
  tell('starting the local run');
  const photo = await drawCameraPhoto();
  const file = join(folder, 'photo.jpg');
  await writeFile(file, photo);
  const [run, browser] = await Promise.all([startLocalRun(), launchBrowser({ isWhole: true })]);
  try {
    const token = await run.token('dispatcher');
    const bench: LinkBench = {
      ...{ run, browser, file },
      dispatcher: openDispatcherAlbum(run.info.dashboard, token, JOB_ID),
      ask(path, { method = 'GET', body } = { method: 'GET' }) {
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
        return fetch(run.info.dashboard + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
      },
    };
    const photos: FirstPhoto[] = [];
    let scriptKib = 0;
    for (let round = 1; round <= runs; round += 1) {
      tell(`first photo by a link, ${round}`);
      const measured = await measureFirstPhoto(bench);
      photos.push(measured.photo);
      scriptKib = Math.max(scriptKib, measured.scriptKib);
    }
    tell('a link that is revoked: a minute');
    const revoked = await timeRevocation({
      ...{ ask: bench.ask, dashboard: run.info.dashboard, jobId: JOB_ID },
      link: await makeLink(bench),
    });
    return { chromium: browser.version(), photoBytes: photo.length, scriptKib, photos, revoked };
  } finally {
    await browser.close();
    await run.stop();
    await rm(folder, { recursive: true });
  }
}

async function makeLink({ ask }: LinkBench): Promise<MadeLink> {
  const body = { job_id: JOB_ID, name: 'Maria', may: 'add' };
  return (await ask(LINK_ROUTES.links, { method: 'POST', body })).json() as Promise<MadeLink>;
}

/** On a phone that has never seen the site: nothing is cached, nobody signed in. */
async function measureFirstPhoto(bench: LinkBench): Promise<{ photo: FirstPhoto; scriptKib: number }> {
  const { browser, run, dispatcher, file } = bench;
  const { hash } = new URL((await makeLink(bench)).url);
  const before = await dispatcher.listPhotoIds();
  const phone = await openPhone(browser, run, { cookies: [], origins: [] });
  try {
    await phone.context.addInitScript(watchPicker);
    phone.setNetwork('slow-3g');
    const page = await phone.openPage();
    const session = await page.context().newCDPSession(page);
    // The same picture again would be the same photo: a byte behind the JPEG's end makes it another one.
    await appendFile(file, '.');
    await page.goto(`${phone.dashboard}/l${hash}`, { waitUntil: 'commit' });
    const pickerMs = await awaitNumber(session, 'pickerReady', READY_WITHIN_MS);
    await chooseFiles(session, PICKER, [file]);
    const isNew = ({ photo_id }: { photo_id: string }) => !before.has(photo_id);
    const look = await dispatcher.waitForLook(isNew);
    const preview = await dispatcher.waitFor((photo) => isNew(photo) && photo.state !== 'arriving');
    const working = await dispatcher.waitFor((photo) => isNew(photo) && (photo.bytes ?? 0) > PREVIEW_AT_MOST_BYTES);
    const startMs = await page.evaluate(() => performance.timeOrigin);
    const toSeconds = (atMs: number) => (atMs - startMs) / 1000;
    const photo = {
      pickerSeconds: pickerMs / 1000,
      lookSeconds: toSeconds((look ?? preview).atMs),
      previewSeconds: toSeconds(preview.atMs),
      workingSeconds: toSeconds(working.atMs),
    };
    const scripts = await page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
    );
    return { photo, scriptKib: await weighScripts(run, scripts) };
  } finally {
    await phone.close();
  }
}

async function weighScripts({ info }: LocalRun, paths: readonly string[]): Promise<number> {
  const scripts = [...new Set(paths)].filter((path) => path.endsWith('.js'));
  const weights = scripts.map(async (path) => {
    const response = await fetch(info.dashboard + path, { headers: { 'accept-encoding': 'identity' } });
    return gzipSync(Buffer.from(await response.arrayBuffer()), { level: 9 }).length;
  });
  return (await Promise.all(weights)).reduce((sum, bytes) => sum + bytes, 0) / 1024;
}

/** Runs in the page before its own scripts. */
function watchPicker(): void {
  globalThis.pickerReady = new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (!document.querySelector('label:has(input[type=file])')?.checkVisibility()) return;
      observer.disconnect();
      requestAnimationFrame(() => resolve(performance.now()));
    });
    observer.observe(document, { childList: true, subtree: true, attributes: true });
  });
}

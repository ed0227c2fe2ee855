/**
 * `npm run bench -- oldest`: a worker with 600 jobs in a run of many opens the oldest by link, by list and by search, takes a photo, leaves
 * the page open while jobs are added, and takes another; a dispatcher then finds that job on top of Live.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { defineBench, text, whole } from '../support/define-bench.ts';
import { drawPhoto } from '../support/draw-photo.ts';
import { launchBrowser } from '../support/launch-browser.ts';
import { type LocalRun, startLocalRun } from '../support/start-local-run.ts';
import { DESK, PHONE, pickPhotos, signIn } from '../support/walk-dashboard.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const OLDEST = { id: 'f00001', path: '/job/f00001' };
const WORKERS_JOBS = 600;
const ADDED = 20;
const LOOK_EVERY_MS = 5_000;
const CARD = `.card[href="${OLDEST.path}"]`;
const BUTTONS = '.capture-buttons input';

interface Walk {
  readonly local: LocalRun;
  readonly jobs: number;
  readonly minutes: number;
  shoot(page: Page, name: string): Promise<void>;
}

const OPTIONS = {
  jobs: whole('how many there are', { otherwise: 10_000, from: WORKERS_JOBS, to: 99_999 }),
  photos: whole('how many one job has', { otherwise: 10_000, to: 99_999 }),
  minutes: whole('how long the page stays open', { otherwise: 2, to: 60 }),
  data: text('the folder of a run that is filled already, and is kept'),
  shots: text('the folder for pictures of what is seen'),
};

/** @throws {OptionError} when an option is wrong */
export const run = defineBench(
  { name: 'oldest', options: OPTIONS, notes: 'Fails where one of it does not hold.' },
  async (values) => {
    const { jobs, photos, minutes } = values;
    const local = await startLocalRun(values.data ? { dataDir: values.data } : undefined);
    const browser = await launchBrowser({ isWhole: true });
    const { shots } = values;
    const shoot = async (page: Page, name: string) => {
      if (shots) await page.screenshot({ path: join(shots, `oldest-${name}.png`) });
    };
    try {
      await fill(local, '--jobs', String(jobs), '--photos', String(photos), '--in', 'j-big');
      const walk: Walk = { local, jobs, minutes, shoot };
      const { page } = await signIn(browser, local, 'worker', PHONE);
      const rows = await walkAsWorker(page, walk);
      const dispatcher = await signIn(browser, local, 'dispatcher', DESK);
      rows.push(await lookAtLive(dispatcher.page, walk));
      console.log([`${jobs} jobs, ${photos} photos:`, ...rows].join('\n'));
    } finally {
      await browser.close();
      await local.stop({ keepData: values.data !== undefined });
    }
  },
);

async function walkAsWorker(page: Page, walk: Walk): Promise<string[]> {
  const { local, minutes, shoot } = walk;
  const { dashboard } = local.info;
  const rows: string[] = [];
  const time = async (what: string, act: () => Promise<unknown>) => {
    const startedMs = performance.now();
    const told = await act();
    rows.push(`  ${what}: ${((performance.now() - startedMs) / 1000).toFixed(1)} s${told ? `, ${told}` : ''}`);
  };
  const isReady = () => page.locator(BUTTONS).first().waitFor({ state: 'attached', timeout: 60_000 });

  await page.goto(dashboard);
  await time('by link, to the buttons', async () => {
    await page.goto(`${dashboard}${OLDEST.path}`);
    await isReady();
  });
  await shoot(page, 'by-link');
  await page.goto(dashboard);
  await time('by list, to its row', () => showMoreUntilThere(page));
  await shoot(page, 'by-list');
  await page.locator(CARD).click();
  await isReady();
  await page.goto(dashboard);
  await time('by search, to its row', async () => {
    await page.getByRole('searchbox', { name: 'Find a job' }).fill(OLDEST.id);
    await page.locator(CARD).waitFor({ timeout: 60_000 });
  });
  await shoot(page, 'by-search');
  await page.locator(CARD).click();
  await isReady();
  await time('a photo, until it is in the job', () => capture(page));
  rows.push(`  left open for ${minutes} min: ${await leaveOpen(page, walk)}`);
  await shoot(page, 'left-open');
  await time('another photo, until it is in the job', () => capture(page));
  await shoot(page, 'second-photo');
  return rows;
}

/** The list is asked for more as long as it says that there is more. */
async function showMoreUntilThere(page: Page): Promise<string> {
  const more = page.getByRole('button', { name: 'Show more jobs' });
  let pages = 1;
  for (; (await page.locator(CARD).count()) === 0; pages += 1) {
    const rows = await page.locator('.card').count();
    await more.click({ timeout: 60_000 });
    await page.locator('.card').nth(rows).waitFor({ timeout: 60_000 });
  }
  return `on page ${pages}`;
}

async function capture(page: Page): Promise<void> {
  const there = page.locator('.tile a[data-photo]');
  const before = await there.count();
  await pickPhotos(page, [await drawPhoto({ width: 1200, height: 900 })], 'Take photo');
  await there.nth(before).waitFor({ timeout: 120_000 });
  await page.locator('.tile').first().getByText('In job', { exact: true }).waitFor({ timeout: 120_000 });
}

/**
 * Jobs are added all the while, for this worker too; the buttons must be there whenever one looks.
 * @throws {Error} when they are gone
 */
async function leaveOpen(page: Page, { local, jobs, minutes }: Walk): Promise<string> {
  const asked = { calls: 0, bytes: 0 };
  page.on('response', async (response) => {
    if (!/\/(jobs|photos)\?|\/jobs$/.test(response.url())) return;
    asked.calls += 1;
    asked.bytes +=
      (
        await response
          .request()
          .sizes()
          .catch(() => null)
      )?.responseBodySize ?? 0;
  });
  const endMs = performance.now() + minutes * 60_000;
  let added = 0;
  const add = async () => {
    while (performance.now() < endMs) {
      added += ADDED;
      await fill(local, '--jobs', String(jobs + added), '--member-jobs', String(jobs + added));
    }
  };
  const watch = async () => {
    for (; performance.now() < endMs; await page.waitForTimeout(LOOK_EVERY_MS)) {
      if ((await page.locator(BUTTONS).count()) === 0) throw new Error('the buttons have left the open job');
    }
  };
  await Promise.all([add(), watch()]);
  return `${added} jobs were added, the page asked ${asked.calls} times for ${(asked.bytes / 1024).toFixed(0)} KiB`;
}

/** @throws {Error} when another job stands on top */
async function lookAtLive(page: Page, { local, shoot }: Walk): Promise<string> {
  const startedMs = performance.now();
  await page.goto(`${local.info.dashboard}/live`);
  const first = page.locator('.live-job a').first();
  await first.waitFor({ timeout: 60_000 });
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  await shoot(page, 'live');
  const top = await first.getAttribute('href');
  if (top !== OLDEST.path) throw new Error(`on top of Live stands ${top}`);
  return `  on top of Live for the office: after ${seconds} s`;
}

async function fill({ dataDir }: LocalRun, ...args: string[]): Promise<void> {
  await promisify(execFile)(process.execPath, ['infra/operate/fill.ts', '--data', dataDir, ...args], { cwd: ROOT });
}

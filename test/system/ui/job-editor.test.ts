/** A dispatcher's jobs: made on a phone, given to a crew, changed by two at once, closed with a reason; and what the crew sees. */
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import type { Job } from '../../../edge/api.ts';
import { drawPhoto } from '../../support/draw-photo.ts';
import { localRunTest as it } from '../../support/local-run-test.ts';
import { runAxe } from '../../support/run-axe.ts';
import type { LocalRun } from '../../support/start-local-run.ts';
import { DESK, openJob, PHONE, pickPhotos } from '../../support/walk-dashboard.ts';

const title = (page: Page) => page.getByRole('textbox', { name: 'Title', exact: true });

async function openSheet(page: Page, button: 'New job' | 'Edit job'): Promise<void> {
  await page.getByRole('button', { name: button }).click();
  await page.getByRole('dialog', { name: button }).waitFor();
  await title(page).waitFor();
}

async function makeAttic(page: Page, name: string): Promise<void> {
  await openSheet(page, 'New job');
  await title(page).fill(name);
  await page.getByRole('textbox', { name: 'Address' }).fill('9 Pine Road');
  await page.getByRole('button', { name: 'Wes Alvarado' }).click();
  await page.getByRole('button', { name: 'Make job' }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
}

/** The jobs of that name, as everybody sees them. */
async function readJobs(run: LocalRun, name: string): Promise<readonly Job[]> {
  const authorization = `Bearer ${await run.token('dispatcher')}`;
  const response = await fetch(`${run.info.dashboard}/jobs?q=${name}`, { headers: { authorization } });
  return (await response.json()).jobs;
}

/** Changes the job as another dispatcher would. */
async function changeElsewhere(run: LocalRun, name: string, change: object): Promise<void> {
  const authorization = `Bearer ${await run.token('dispatcher')}`;
  const [job] = await readJobs(run, name);
  const headers = { authorization, 'if-match': `"${job?.revision}"` };
  const path = `${run.info.dashboard}/jobs?job_id=${job?.job_id}`;
  const response = await fetch(path, { method: 'PATCH', headers, body: JSON.stringify(change) });
  expect(response.status).toBe(200);
}

describe('a dispatcher', () => {
  it('makes a job on a phone and gives it to a worker, who finds it with the way there', async ({ signIn }) => {
    const { page, complaints } = await signIn('dispatcher');
    await openSheet(page, 'New job');
    // The clock is this device's, and is named: the work may be elsewhere.
    const when = page.locator('input[name="scheduled_for"]');
    await when.fill('2026-12-03T09:30');
    const zone = await page.evaluate(() => new Date(2026, 11, 3).toLocaleDateString('en', { timeZoneName: 'long' }));
    expect(await when.evaluate((field) => (field as HTMLInputElement).labels?.[0]?.innerText)).toContain(
      `(${zone.split(', ')[1]})`,
    );
    await page.getByRole('button', { name: 'Throw away what I typed' }).click();
    await page.keyboard.press('Escape');
    await makeAttic(page, 'Attic of the Larkins');
    const { page: crew } = await signIn('worker');
    await openJob(crew, 'Attic of the Larkins');
    const href = await crew.getByRole('link', { name: 'Directions' }).getAttribute('href');
    expect(href).toContain('destination=9+Pine+Road');
    expect(await crew.getByRole('button', { name: 'Edit job' }).count()).toBe(0);
    await openSheet(page, 'Edit job');
    await page.getByRole('combobox', { name: 'Status' }).selectOption('Closed');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('This job is closed and takes no more photos.').waitFor();
    await crew.reload();
    await crew.getByText('This job is closed and takes no more photos.').waitFor();
    expect(await crew.getByLabel('Take photo').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('loses nothing of what was typed when the sheet is closed, the page is loaded anew, or another was quicker', async ({
    run,
    signIn,
  }) => {
    const { page } = await signIn('dispatcher', DESK);
    await makeAttic(page, 'Quince');
    await openSheet(page, 'Edit job');
    await title(page).fill('Quince, typed');
    await page.keyboard.press('Escape');
    await page.reload();
    await openSheet(page, 'Edit job');
    expect(await title(page).inputValue()).toBe('Quince, typed');
    await changeElsewhere(run, 'quince', { title: 'Quince, theirs', address: '1 Elm' });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved meanwhile: “Quince, theirs”').waitFor();
    expect(await title(page).inputValue()).toBe('Quince, typed');
    expect(await page.getByRole('textbox', { name: 'Address' }).inputValue()).toBe('1 Elm');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Quince, typed', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'History' }).click();
    await page.getByText(/changed the job: title, address/).waitFor();
  });

  it('has the title that was typed of one photo after looking at the next', async ({ signIn }) => {
    const { page } = await signIn('dispatcher', DESK);
    await openJob(page, 'Garage cleanout, half a truck');
    await page.locator('.grid img').first().click();
    await page.getByText('Details').click();
    await title(page).fill('Receipt of the transfer station, typed');
    await page.getByRole('button', { name: 'Next photo', exact: true }).click();
    await expect.poll(() => title(page).inputValue()).not.toContain('typed');
    await page.getByRole('button', { name: 'Previous photo' }).click();
    await expect.poll(() => title(page).inputValue()).toBe('Receipt of the transfer station, typed');
  });

  it('changes a job without signal, closes the page, and decides what stands where somebody else was quicker', async ({
    run,
    signIn,
  }) => {
    const { page, context, complaints } = await signIn('dispatcher', PHONE, { serviceWorkers: 'allow' });
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await makeAttic(page, 'Hazel');
    await openSheet(page, 'Edit job');
    await context.setOffline(true);
    await title(page).fill('Hazel, typed');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Hazel, typed', level: 1 }).waitFor();
    await page.getByText('What you changed is on this phone.').waitFor();
    expect(await runAxe(page)).toEqual([]);
    await changeElsewhere(run, 'hazel', { title: 'Hazel, theirs', address: '1 Elm' });
    await page.close({ runBeforeUnload: false });

    const again = await context.newPage();
    await again.goto(run.info.dashboard);
    await again.getByRole('link', { name: /Hazel, typed.*Waits for signal/ }).click();
    await context.setOffline(false);
    await again.getByRole('button', { name: 'See why' }).click({ timeout: 40_000 });
    await again.getByText('Saved meanwhile: “Hazel, theirs”').waitFor();
    expect(await title(again).inputValue()).toBe('Hazel, typed');
    expect((await readJobs(run, 'hazel')).map((job) => job.title)).toEqual(['Hazel, theirs']);
    await again.getByRole('button', { name: 'Save' }).click();
    const readHazel = async () => (await readJobs(run, 'hazel')).map((job) => `${job.title}: ${job.address}`);
    await expect.poll(readHazel).toEqual(['Hazel, typed: 1 Elm']);
    await expect.poll(() => again.getByText(/What you changed/).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('makes a job without signal, takes photos for it, closes the page, and has all of it in the job with the signal', async ({
    run,
    signIn,
  }) => {
    const { page, context, complaints } = await signIn('dispatcher', PHONE, { serviceWorkers: 'allow' });
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    // The editor's words and the sender are loaded: what a phone has that was used before.
    await openSheet(page, 'New job');
    await page.keyboard.press('Escape');
    await context.setOffline(true);
    await makeAttic(page, 'Larch');
    await page.getByText('Only on this phone. It is made by itself when there is signal').waitFor();
    expect(await runAxe(page)).toEqual([]);
    await pickPhotos(page, [await drawPhoto({ seed: 81 }), await drawPhoto({ seed: 82 })]);
    await page.getByText('2 photos are only on this phone').waitFor();
    await page.close({ runBeforeUnload: false });

    const again = await context.newPage();
    await again.goto(run.info.dashboard);
    await again.getByRole('link', { name: /Larch.*Waits for signal.*2 on this phone/ }).waitFor();
    expect(await readJobs(run, 'larch')).toEqual([]);
    await context.setOffline(false);
    const readCounts = async () => (await readJobs(run, 'larch')).map(({ photo_count }) => photo_count);
    await expect.poll(readCounts, { timeout: 40_000 }).toEqual([2]);
    await expect.poll(() => again.getByText('Waiting on this phone').count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});

describe('complaint: on my phone an album shows buttons and no photos', () => {
  it('shows a dispatcher two rows of photos, and what is typed of a job with the button that saves it', async ({
    run,
    signIn,
  }) => {
    await requireDamage(run);
    const { page } = await signIn('dispatcher', { width: 360, height: 640 });
    await openJob(page, 'Garage cleanout, half a truck');
    await page.getByText('Required, and still missing: Damage').waitFor();
    for (const [width, height] of [
      [360, 640],
      [320, 640],
      [740, 360],
    ] as const) {
      await page.setViewportSize({ width, height });
      await expect.poll(() => page.evaluate(countRowsInSight)).toBeGreaterThanOrEqual(2);
    }
    // A keyboard takes half of the screen: on Android the page is smaller then, on iOS it is covered.
    await page.getByRole('button', { name: 'Edit job' }).click();
    const field = page.getByRole('textbox', { name: 'Phone' });
    const save = page.getByRole('button', { name: 'Save', exact: true });
    await page.setViewportSize({ width: 360, height: 330 });
    await field.focus();
    for (const seen of [field, save]) await expect.poll(() => seen.evaluate(isInSight)).toBe(true);
    await page.setViewportSize({ width: 360, height: 640 });
    await page.evaluate(() => {
      Object.defineProperty(visualViewport, 'height', { value: 330 });
      visualViewport?.dispatchEvent(new Event('resize'));
    });
    await field.focus();
    for (const seen of [field, save]) await expect.poll(() => seen.evaluate(isInSight)).toBe(true);
    // Where the system chooses the colours, it is seen which page is open.
    await page.keyboard.press('Escape');
    await page.emulateMedia({ forcedColors: 'active' });
    const lines = await page
      .locator('.tab')
      .evaluateAll((tabs) => tabs.map((tab) => getComputedStyle(tab).borderBottomColor));
    expect(new Set(lines).size).toBe(2);
  });
});

/** So that there is a hint above the album, and somebody to call. */
async function requireDamage(run: LocalRun): Promise<void> {
  const authorization = `Bearer ${await run.token('dispatcher')}`;
  const path = `${run.info.dashboard}/jobs?job_id=j-1`;
  const { jobs } = await (await fetch(path, { headers: { authorization } })).json();
  const body = JSON.stringify({ required_stages: ['damage'], customer_phone: '+1 555 0100' });
  const headers = { authorization, 'if-match': `"${jobs[0].revision}"` };
  expect((await fetch(path, { method: 'PATCH', headers, body })).status).toBe(200);
}

/** Rows of tiles that are seen whole above the capture bar, or beside it. Runs in the page. */
function countRowsInSight(): number {
  const bar = document.querySelector('.capture-bar')?.getBoundingClientRect();
  const end = bar && bar.left === 0 ? bar.top : innerHeight;
  const tiles = [...document.querySelectorAll('.grid .tile')].map((tile) => tile.getBoundingClientRect());
  const [first] = tiles;
  if (!first) return 0;
  const columns = tiles.filter(({ top }) => top === first.top).length;
  // Whether there are as many photos or not, there is room for them.
  return columns < 3 ? 0 : Math.floor((end - first.top + 8) / (first.height + 8));
}

/** Whether nothing of it is out of sight, or under something else. Runs in the page. */
function isInSight(element: Element): boolean {
  const { left, top, bottom, width, height } = element.getBoundingClientRect();
  const there = document.elementFromPoint(left + width / 2, top + height / 2);
  return top >= 0 && bottom <= (visualViewport?.height ?? 0) && (element === there || element.contains(there));
}

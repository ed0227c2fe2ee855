/** Every main state of the dashboard against axe-core's rules for WCAG 2.2 AA, on a phone and a desk, in light and dark. */
import type { Page, Route } from 'playwright-core';
import { describe, expect } from 'vitest';
import type { Job, JobList } from '../../../edge/api.ts';
import { drawPhoto } from '../../support/draw-photo.ts';
import { localRunTest as it } from '../../support/local-run-test.ts';
import { type AxeOptions, runAxe } from '../../support/run-axe.ts';
import type { LocalRun } from '../../support/start-local-run.ts';
import { DESK, openJob, PHONE, pickPhotos } from '../../support/walk-dashboard.ts';

const JOB = 'Garage cleanout, half a truck';

/** Of all of axe-core's rules, those whose outcome goes with the colours: what is dark differs in nothing else. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** The rules that the page breaks, with the elements that break them: all of them in light, those of colours in dark. */
async function findViolations(page: Page): Promise<string[]> {
  const inLight = await checkLook(page, { colorScheme: 'light' });
  const inDark = await checkLook(page, { colorScheme: 'dark', runOnly: { type: 'rule', values: COLOUR_RULES } });
  return [...inLight, ...inDark];
}

async function checkLook(page: Page, look: Required<Pick<AxeOptions, 'colorScheme'>> & AxeOptions): Promise<string[]> {
  return (await runAxe(page, look)).map((violation) => `${look.colorScheme}: ${violation}`);
}

/** Opens the sheet of the job, types, is refused for what is typed, and then because somebody was quicker. */
async function expectSoundSheet(page: Page, run: LocalRun): Promise<void> {
  await page.getByRole('button', { name: 'Edit job' }).click();
  await page.getByRole('textbox', { name: 'Title', exact: true }).fill('Typed and not saved');
  await page.getByRole('button', { name: 'Throw away what I typed' }).waitFor();
  expect(await findViolations(page)).toEqual([]);
  await refuseChange(page, 400, { code: 'bad-request', errors: [{ pointer: '/title' }] });
  await page.getByText('This is not right.').scrollIntoViewIfNeeded();
  expect(await findViolations(page)).toEqual([]);
  const current = { ...(await readJob(run)), title: 'Theirs', revision: 7 };
  await refuseChange(page, 412, { code: 'edited-meanwhile', current });
  await page.getByText('Saved meanwhile: “Theirs”').scrollIntoViewIfNeeded();
  expect(await findViolations(page)).toEqual([]);
}

/** Groups the album, chooses photos, and opens what is opened from there. */
async function expectSoundAlbum(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'View', exact: true }).click();
  await page.getByRole('combobox', { name: 'Group' }).selectOption('stage');
  await page.getByRole('combobox', { name: 'Stage', exact: true }).selectOption('load');
  await page.getByRole('switch', { name: 'Title, time and name' }).check();
  await page.getByRole('button', { name: 'Select', exact: true }).click();
  await page.locator('.tile-check').first().check();
  // What lies half under a bar is too small to hit for as long as it does.
  await page.evaluate(() => scrollTo(0, 0));
  expect(await findViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.getByRole('button', { name: 'Before | After' }).click();
  await page.getByRole('slider').waitFor();
  expect(await findViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Save & share' }).click();
  await page.getByRole('link', { name: 'Printed report' }).click();
  await page.locator('.report').waitFor();
  expect(await findViolations(page)).toEqual([]);
  await page.goBack();
}

/** Saves the open sheet of a job, and lets the edge refuse it. */
async function refuseChange(page: Page, status: number, problem: object): Promise<void> {
  const refusal = { status, contentType: 'application/problem+json', body: JSON.stringify(problem) };
  const refuse = (route: Route) => (route.request().method() === 'PATCH' ? route.fulfill(refusal) : route.fallback());
  await page.route('**/jobs?*', refuse);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
}

async function readJob(run: LocalRun): Promise<Job | undefined> {
  const authorization = `Bearer ${await run.token('dispatcher')}`;
  const list: JobList = await (await fetch(`${run.info.dashboard}/jobs`, { headers: { authorization } })).json();
  return list.jobs.find(({ title }) => title === JOB);
}

describe.each([
  { name: 'phone', viewport: PHONE },
  { name: 'desk', viewport: DESK },
])('WCAG 2.2 AA, $name, light and dark', ({ viewport }) => {
  it('holds on the way of a worker', async ({ run, browser, signIn }) => {
    const context = await browser.newContext({ viewport, locale: 'en-US' });
    const welcome = await context.newPage();
    await welcome.goto(run.info.dashboard);
    await welcome.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await findViolations(welcome)).toEqual([]);
    await context.close();

    const { page, context: phone } = await signIn('worker', viewport);
    expect(await findViolations(page)).toEqual([]);
    await openJob(page, JOB);
    await page.locator('[data-photo]').first().waitFor();
    expect(await findViolations(page)).toEqual([]);

    await page.getByRole('button', { name: 'Title for the next photos' }).click();
    await phone.setOffline(true);
    await pickPhotos(page, [await drawPhoto({ width: 800, height: 600 })]);
    await page.getByText('only on this phone').first().waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.locator('.tile button').first().click();
    await page.getByRole('dialog').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Delete from this phone' }).click();
    await page.getByRole('heading', { name: 'Delete this photo?' }).waitFor();
    expect(await findViolations(page)).toEqual([]);
  });

  it('holds for a worker whose job takes no photos from them any more', async ({ signIn }) => {
    const { page } = await signIn('worker', viewport);
    const refusal = { status: 403, contentType: 'application/problem+json', body: '{"code":"access-denied"}' };
    await page.route('**/upload-url', (route) => route.fulfill(refusal));
    await openJob(page, JOB);
    await pickPhotos(page, [await drawPhoto({ width: 800, height: 600 })]);
    await page.getByText('Waits for job', { exact: true }).waitFor();
    await page.route('**/jobs', async (route) => {
      const response = await route.fetch();
      const list: JobList = await response.json();
      await route.fulfill({ json: { ...list, jobs: list.jobs.filter(({ title }) => title !== JOB) } });
    });
    await page.reload();
    await page.getByText('goes by itself once it does').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Send it to another job' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Hot tub removal' }).waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.goto(new URL('/', page.url()).href);
    await page.getByRole('heading', { name: 'Not in the list below' }).waitFor();
    expect(await findViolations(page)).toEqual([]);
    // The page asks again and again: what is on its way when the test ends is nobody's any more.
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  it('holds on the way of a dispatcher', async ({ run, signIn }) => {
    const { page } = await signIn('dispatcher', viewport);
    await page.getByRole('link', { name: 'Live' }).click();
    await page.locator('.live-job').first().waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Jobs', exact: true }).click();
    await openJob(page, JOB);
    await expectSoundSheet(page, run);
    await page.keyboard.press('Escape');
    await expectSoundAlbum(page);
    // A worker's photo may be on its way here from the test before, and cannot be deleted yet.
    await page.locator('.grid [data-photo]:not(:has(.state))').first().click();
    await page.getByText('Details').click();
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Delete photo' }).click();
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Recently deleted' }).click();
    await page.getByText('30 days left').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('button', { name: /^Restore: / }).click();
    await page.getByText('Nothing was deleted').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.goBack();
    await page.getByRole('link', { name: 'History' }).click();
    await page.locator('.event').first().waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.goto(`${run.info.dashboard}/problems#job-closed`);
    await page.getByRole('heading', { name: 'Problem types' }).waitFor();
    expect(await findViolations(page)).toEqual([]);
  });
});

/** WCAG 1.4.10 and 2.5.8: everything is seen and large enough to hit on the smallest phones, whatever a job is called. */
describe('a small phone', () => {
  it('shows every stage, a whole way back, and photos under a title of 190 characters', async ({ run, signIn }) => {
    const authorization = `Bearer ${await run.token('dispatcher')}`;
    const title = 'Garage '.repeat(27).trim();
    const body = JSON.stringify({ job_id: 'j-long', title, crew: [{ subject: 'user-wes' }] });
    const made = await fetch(`${run.info.dashboard}/jobs`, { method: 'POST', headers: { authorization }, body });
    expect(made.status).toBe(201);
    const { page } = await signIn('worker', { width: 320, height: 568 });
    await page.goto(`${run.info.dashboard}/job/j-long`);
    await page.getByRole('heading', { name: title, level: 1 }).waitFor();
    const chips = page.locator('.capture-bar .chip');
    const ends = await chips.evaluateAll((all) => all.map((chip) => chip.getBoundingClientRect().right));
    expect([ends.length, ends.every((end) => end <= 320)]).toEqual([6, true]);
    const stages = await page.locator('.capture-bar .stages').boundingBox();
    expect(stages?.height).toBeLessThanOrEqual(2 * 48 + 16);
    const back = await page.getByRole('link', { name: 'Back' }).boundingBox();
    expect(back?.width).toBeGreaterThanOrEqual(44);
    const head = await page.locator('.job-head').boundingBox();
    expect(head?.height).toBeLessThan(568 / 3);
    // Text twice as large: nothing lies over something else, or beside the page.
    await page.evaluate(() => {
      document.documentElement.style.fontSize = '200%';
    });
    const cut = () => chips.evaluateAll((all) => all.filter((chip) => chip.scrollWidth > chip.clientWidth).length);
    await expect.poll(cut).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    // The bar covers no photos then: it stands under the job's name, and goes with them.
    const top = (name: string) => page.locator(name).evaluate((element) => element.getBoundingClientRect().top);
    const tops = await Promise.all(['.job-head', '.job > .capture-bar', '.job-body'].map(top));
    expect(tops).toEqual(tops.toSorted((one, other) => one - other));
    const bar = page.locator('.job > .capture-bar');
    expect(await bar.evaluate((element) => getComputedStyle(element).position)).toBe('static');
  });

  it('has more than half of its height for photos when it lies on its side', async ({ signIn }) => {
    const { page } = await signIn('worker', { width: 740, height: 360 });
    await openJob(page, JOB);
    const bar = await page.locator('.capture-bar').boundingBox();
    const body = await page.locator('.job-body').boundingBox();
    expect(bar?.x).toBeGreaterThan((body?.x ?? 0) + (body?.width ?? 0));
    expect(360 - (body?.y ?? 0)).toBeGreaterThan(180);
  });
});

describe('an address that leads nowhere', () => {
  it('says so, and leads to the jobs', async ({ run, signIn }) => {
    const { page } = await signIn('worker');
    await page.goto(`${run.info.dashboard}/nothing/here`);
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('main').getByRole('link', { name: 'Jobs' }).click();
    await page.getByRole('heading', { name: 'Jobs', exact: true }).waitFor();
  });
});

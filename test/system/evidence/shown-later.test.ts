/** What was sent under the capture of a photo, on the dispatcher's screen: who decides what to believe sees that there is more. */
import { describe, expect } from 'vitest';
import { drawPhoto } from '../../support/draw-photo.ts';
import { localRunTest as it } from '../../support/local-run-test.ts';
import { DESK, openJob } from '../../support/walk-dashboard.ts';
import { HttpClient } from './http-client.ts';

const SIZE = { width: 320, height: 240 };

describe('a later upload', () => {
  it('is told in the details of its photo and in the history, with who sent it and when, and opens', async ({
    run,
    signIn,
  }) => {
    const wes = new HttpClient(run.info.dashboard, 'j-test', await run.token('worker'));
    const [first, second] = [await drawPhoto(SIZE), await drawPhoto(SIZE)];
    const ticket = await wes.askTicket(first.bytes, { id: 'capture-shown-later' });
    expect(await wes.use(ticket, first.bytes)).toBe(201);
    const read = () => wes.readPhoto(ticket.photo_id);
    await expect.poll(async () => (await read())?.state, { timeout: 60_000 }).toBe('ready');
    // S3 tells no fractions of a second.
    const storedMs = Date.parse((await read())?.uploaded_at ?? '');
    await expect.poll(() => Date.now(), { timeout: 2_000 }).toBeGreaterThanOrEqual(storedMs + 1000);
    expect(await wes.send(second.bytes, { id: 'capture-shown-later' })).toBe(201);
    await expect.poll(async () => (await read())?.later_uploads?.length, { timeout: 60_000 }).toBe(1);

    const { page } = await signIn('dispatcher', DESK);
    await openJob(page, 'Try it out: photos from curl');
    await page.locator(`[data-photo="${ticket.photo_id}"]`).click();
    await page.getByText('Details').click();
    const told = page.locator('.later-uploads li');
    await told.waitFor();
    expect(await told.innerText()).toMatch(/^Later upload \(.+\), .*\d.* by Wes Alvarado: does not stand in/);
    const address = new URL((await told.getByRole('link').getAttribute('href')) ?? '', page.url());
    expect(Buffer.compare(await (await page.request.get(address.href)).body(), second.bytes)).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'History' }).click();
    await page.getByText('Wes Alvarado sent something else for a photo that was there.').waitFor();
  });
});

/** What the operator hears of photos that do not leave a phone. */
import { describe, expect } from 'vitest';
import { drawPhoto } from '../../support/draw-photo.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { capture, readEntries, waitForStates } from '../phone-acts.ts';
import { phoneTest as it } from '../phone-test.ts';

const HOUR_MS = 3_600_000;

describe('complaint: photos wait on a phone for hours, and nobody else knows', () => {
  it('tells with every request how long the oldest has waited, after two hours and until it is sent', async ({
    edge,
    openPage,
  }) => {
    edge.fate = (path) => (path === '/upload' ? 'cut' : 'pass');
    const page = await openPage();
    const ask = async () => {
      await page.evaluate(() => window.phone.api.album('j-2'));
      return Number(edge.requests.findLast(({ path }) => path === '/photos')?.headers['x-unsent-for'] ?? 0);
    };
    const makeOlder = (ms: number) =>
      page.evaluate(async (age) => {
        const database = await window.engine.openDatabase();
        for (const entry of await database.read('entries').getAll()) {
          await database.write('entries').put({ ...entry, capturedAtMs: entry.capturedAtMs - age });
        }
        database.close();
        new BroadcastChannel('edgeshot').postMessage({ type: 'changed' });
      }, ms);

    await capture(page, 'j-1', [await drawPhoto()]);
    await makeOlder(HOUR_MS);
    expect(await ask()).toBe(0);
    await makeOlder(1.5 * HOUR_MS);
    await waitUntil(async () => (await ask()) > 0);
    const waited = await ask();
    expect(waited).toBeGreaterThanOrEqual(9000);
    expect(waited).toBeLessThan(9000 + 600);

    edge.fate = () => 'pass';
    await page.evaluate(() => window.phone.outbox.sendNow());
    await waitForStates(page, ['in-job']);
    expect(await readEntries(page)).toEqual([]);
    expect(await ask()).toBe(0);
  });
});

/** What stands fixed once a picture is chosen, what is counted until it is safe, and what is told of those that are not. */
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { drawPhoto } from '../../support/draw-photo.ts';
import { fillUp, slowDown } from '../../support/slow-phone.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { capture, readEntries, readSnapshot } from '../phone-acts.ts';
import { phoneTest as it } from '../phone-test.ts';

/** Chooses `count` files, named 0.jpg, 1.jpg, …, and does not wait for them. */
function choose(page: Page, count: number): Promise<void> {
  return page.evaluate((n) => {
    const files = Array.from({ length: n }, (_, index) => new File([`picture ${index}`], `${index}.jpg`));
    window.phone.outbox.capture('j-1', files, { title: 'Gate', stage: 'after' });
  }, count);
}

const listNames = async (page: Page) =>
  (await readEntries(page)).sort((a, b) => a.capturedAtMs - b.capturedAtMs).map(({ fileName }) => fileName);

const toNames = (count: number) => Array.from({ length: count }, (_, index) => `${index}.jpg`);

describe('complaint: the rest of my photos became somebody else’s', () => {
  it('keeps all of a choice for who made it, though the phone changes hands meanwhile', async ({
    edge,
    openPage,
    rig,
  }) => {
    edge.fate = () => 'cut';
    const page = await openPage('ann');
    const other = await openPage('ann');
    await slowDown(page, 100);
    await choose(page, 8);
    await waitUntil(async () => (await readEntries(page)).length >= 2);
    await rig.signIn(other, 'ben');
    await page.waitForFunction(() => window.phone.session.user?.subject === 'ben');
    expect((await readEntries(page)).length).toBeLessThan(8);
    await page.waitForFunction(() => window.phone.outbox.snapshot().saving === 0);
    expect(await listNames(page)).toEqual(toNames(8));
    for (const entry of await readEntries(page))
      expect(entry).toMatchObject({ subject: 'ann', jobId: 'j-1', title: 'Gate', stage: 'after' });
    expect((await readSnapshot(page)).counts).toMatchObject({ waiting: 0, waitingOfOthers: 8 });
  });

  it('does not show the next person what the former has sent', async ({ openPage, rig }) => {
    const page = await openPage('ann');
    await capture(page, 'j-1', [await drawPhoto()]);
    await page.waitForFunction(() => window.phone.outbox.snapshot().entries[0]?.state === 'in-job');
    await rig.signIn(page, 'ben');
    await page.waitForFunction(() => window.phone.session.user?.subject === 'ben');
    expect((await readSnapshot(page)).entries).toEqual([]);
  });
});

describe('what is still being kept', () => {
  it('is counted from the moment of choosing, until the last is safe and shown', async ({ edge, openPage }) => {
    edge.fate = () => 'cut';
    const page = await openPage();
    await slowDown(page, 50);
    const counts = await page.evaluate(async () => {
      const files = Array.from({ length: 5 }, (_, index) => new File([`picture ${index}`], `${index}.jpg`));
      const seen: [saving: number, waiting: number][] = [];
      const note = () => {
        const { saving, counts: now } = window.phone.outbox.snapshot();
        seen.push([saving, now.waiting]);
      };
      window.phone.outbox.capture('j-1', files);
      note();
      await new Promise<void>((resolve) => {
        window.phone.outbox.subscribe(({ saving }) => {
          note();
          if (saving === 0) resolve();
        });
      });
      return seen;
    });
    expect(counts[0]).toEqual([5, 0]);
    expect(counts.at(-1)).toEqual([0, 5]);
    // None falls between: neither being kept nor kept.
    expect(counts.filter(([saving, waiting]) => saving + waiting < 5)).toEqual([]);
  });
});

describe('complaint: I took twelve photos, and was told of four', () => {
  it('tells all that could not be kept, and keeps them as they were chosen once there is room', async ({
    edge,
    openPage,
  }) => {
    edge.fate = () => 'cut';
    const page = await openPage();
    await fillUp(page);
    await choose(page, 12);
    await page.waitForFunction(() => window.phone.outbox.snapshot().saving === 0);
    const { chosenAt, names, codes } = await page.evaluate(() => {
      const { unkept } = window.phone.outbox.snapshot();
      return {
        names: unkept.map(({ file }) => file.name),
        codes: [...new Set(unkept.map(({ code }) => code))],
        chosenAt: unkept.map(({ chosenAtMs }) => chosenAtMs),
      };
    });
    expect(names).toEqual(toNames(12));
    expect(codes).toEqual(['storage-full']);

    await page.evaluate(async () => {
      globalThis.isRoomLeft = true;
      const { outbox } = window.phone;
      await Promise.all(outbox.keep(outbox.snapshot().unkept));
    });
    await page.waitForFunction(() => window.phone.outbox.snapshot().saving === 0);
    expect((await readSnapshot(page)).unkept).toEqual([]);
    expect(await listNames(page)).toEqual(toNames(12));
    const entries = await readEntries(page);
    expect(entries.map(({ capturedAtMs }) => capturedAtMs).sort()).toEqual(chosenAt);
    expect(new Set(entries.map(({ stage }) => stage))).toEqual(new Set(['after']));
  });
});

/** What a worker does with the phone, and what can be seen of it: for the tests that drive the engine in a browser. */
import type { Page } from 'playwright-core';
import type { EntryState } from '../../site/outbox/entry.ts';
import type { StoredEntry } from '../../site/outbox/stored-entry.ts';
import type { CaptureOptions, OutboxSnapshot } from '../../site/phone.ts';
import { waitUntil } from '../support/wait-until.ts';

/** Captures files; fulfils with their ids, or with `error:code` where one could not be kept. */
export function capture(
  page: Page,
  jobId: string,
  files: readonly { readonly bytes: Buffer }[],
  options: CaptureOptions = {},
): Promise<string[]> {
  return page.evaluate(
    async ([job, contents, labels]) => {
      const toFile = (text: string, index: number) => {
        const binary = atob(text);
        const bytes = new Uint8Array(binary.length);
        // A call for each byte takes twenty times as long.
        for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
        return new File([bytes], `photo-${index}.jpg`);
      };
      const kept = window.phone.outbox.capture(job, contents.map(toFile), labels);
      return Promise.all(kept.map((one) => one.catch((error: { code: string }) => `error:${error.code}`)));
    },
    [jobId, files.map(({ bytes }) => bytes.toString('base64')), options] as const,
  );
}

/** Captures a HEIC of `size` bytes that no browser can decode, made on the page. */
export async function captureLarge(page: Page, jobId: string, size: number): Promise<void> {
  await page.evaluate(
    async ([job, length]) => {
      const bytes = new Uint8Array(length).fill(7);
      bytes.set(Uint8Array.from('\0\0\0\x18ftypheic', (char) => char.charCodeAt(0)));
      await Promise.all(window.phone.outbox.capture(job, [new File([bytes], 'large.heic')]));
    },
    [jobId, size] as const,
  );
}

export function readSnapshot(page: Page): Promise<OutboxSnapshot> {
  return page.evaluate(() => window.phone.outbox.snapshot());
}

/**
 * Waits until the entries' states, in order, are these.
 * @throws {Error} when they are not within `timeout` ms, with what they are
 */
export async function waitForStates(page: Page, states: readonly EntryState[], timeout = 40_000): Promise<void> {
  const isSo = (expected: string) =>
    JSON.stringify(window.phone.outbox.snapshot().entries.map(({ state }) => state)) === expected;
  try {
    // Not at every frame, as it is by itself: frames are drawn for that alone.
    await page.waitForFunction(isSo, JSON.stringify(states), { timeout, polling: 100 });
  } catch (cause) {
    throw new Error(`waited for ${states}, found ${JSON.stringify(await readSnapshot(page))}`, { cause });
  }
}

/** The outbox's entries as the database has them, all users'. */
export function readEntries(page: Page): Promise<StoredEntry[]> {
  return page.evaluate(async () => {
    const database = await window.engine.openDatabase();
    const entries = await database.read('entries').getAll();
    database.close();
    return entries;
  });
}

/** Waits until the copies of all captured pictures are made. */
export async function waitForCopies(page: Page): Promise<void> {
  await waitUntil(async () => (await readEntries(page)).every(({ parts }) => parts !== null));
}

/** Waits until bytes have left the page, and no more do. */
export async function waitForStandstill(page: Page): Promise<void> {
  await waitUntil(async () => {
    const before = await readSnapshot(page);
    await new Promise((resolve) => setTimeout(resolve, 400));
    return before.dataUsedBytes > 0 && before.dataUsedBytes === (await readSnapshot(page)).dataUsedBytes;
  });
}

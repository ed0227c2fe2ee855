/** The form without script, filled in and sent by a browser; and with other hidden fields than the edge has put into it. */
import { writeFile } from 'node:fs/promises';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import type { Page, Response } from 'playwright-core';
import { OPEN_FIELDS } from '../../edge/core/sign-form.ts';
import { readForm } from '../edge/read-form.ts';
import type { DrawnPhoto } from './draw-photo.ts';
import { runAxe } from './run-axe.ts';
import type { LocalRun } from './start-local-run.ts';

type Fields = Readonly<Record<string, string>>;

/** Changes the next forms that the page is given. */
export async function changeForms(page: Page, change: (fields: Fields) => Fields | Promise<Fields>): Promise<void> {
  await page.route('**/form', async (route) => {
    const response = await route.fetch();
    const text = await response.text();
    const inputs = Object.entries(await change(readForm(text).fields)).map(
      ([name, value]) => `<input type="hidden" name="${name}" value="${value.replaceAll('"', '&quot;')}">`,
    );
    const body = text.replace(/(<input type="hidden"[^>]*>\s*)+/, inputs.join(''));
    await route.fulfill({ response, body });
  });
}

/** The fields of a form for the same key, as the bucket's owner would have signed it: its time is over. */
export async function signExpired({ s3, info }: LocalRun, { key = '', ...fields }: Fields): Promise<Fields> {
  const { success_action_redirect = '' } = fields;
  const signed = await createPresignedPost(s3, {
    Bucket: info.s3.uploads_bucket,
    Key: key,
    Expires: -60,
    Fields: { success_action_redirect },
    Conditions: Object.values(OPEN_FIELDS).map((name) => ['starts-with', `$${name}`, '']),
  });
  return signed.fields;
}

export async function sendPhoto(page: Page, { bytes }: DrawnPhoto, title: string, stage = ''): Promise<void> {
  await page.getByLabel('Title').fill(title);
  await page.getByLabel('Stage').selectOption(stage);
  await page.getByLabel('Photo').setInputFiles({ name: 'sofa.jpg', mimeType: 'image/jpeg', buffer: bytes });
  await page.getByRole('button', { name: 'Send' }).click();
}

/** Sends bytes that are no picture. From a file: Playwright hands over no more than 50 MB by itself. */
export async function sendBytes(page: Page, path: string, bytes: number): Promise<Response> {
  await writeFile(path, Buffer.alloc(bytes, 1));
  await page.getByLabel('Photo').setInputFiles(path);
  const answered = page.waitForResponse('**/form/upload');
  await page.getByRole('button', { name: 'Send' }).click();
  return answered;
}

/** The rules that the page breaks, and the fields and links that a finger would miss. */
export async function findFaults(page: Page): Promise<string[]> {
  // Its stylesheet too.
  await page.waitForLoadState('load');
  const small = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('a, button, select, input:not([type="hidden"])')]
      .filter((target) => target.getBoundingClientRect().height < 48)
      .map((target) => `small: ${target.outerHTML}`),
  );
  return [...(await runAxe(page)), ...small];
}

/** From the file input's change event on a phone with slow 3G until the dispatcher's album shows the photo: each of the ways. */
import { PutBucketCorsCommand, type S3Client } from '@aws-sdk/client-s3';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import type { Photo } from '../../../edge/api.ts';
import type { BenchPhone } from './open-phone.ts';
import type { OtherWay } from './other-ways-in-page.ts';
import { awaitNumber, chooseFiles } from './quiet-page.ts';
import type { DispatcherAlbum } from './watch-dispatcher.ts';
import { watchSaved } from './watch-saved.ts';

export interface OurTimes {
  /** Until the page says that the photo is on this phone. */
  readonly savedSeconds: number;
  /** The small picture that comes with the request for the ticket; null: the preview was quicker. */
  readonly lookSeconds: number | null;
  readonly previewSeconds: number;
  readonly workingSeconds: number;
  readonly previewBytes: number;
  readonly workingBytes: number;
}

export interface TapPlace {
  readonly phone: BenchPhone;
  readonly dispatcher: DispatcherAlbum;
  readonly jobId: string;
  /** Path of the photo. */
  readonly file: string;
}

declare global {
  var changedAtMs: number | undefined;
}

const LIBRARY = '.capture-buttons input[multiple]';
const SETTLE_MS = 1500;
const SAVED_WITHIN_MS = 60_000;
/** What the album shows of more than this is the working copy: the preview has about 40 KB. */
const PREVIEW_AT_MOST_BYTES = 100_000;

/** By the dashboard, as it is: opened and at rest, then the network becomes slow, then a photo is chosen. */
export async function timeOurWay({ phone, dispatcher, jobId, file }: TapPlace): Promise<OurTimes> {
  await phone.context.addInitScript(watchSaved);
  const page = await openJob(phone, jobId);
  const before = await dispatcher.listPhotoIds();
  await makeSlow(page, phone);
  const session = await page.context().newCDPSession(page);
  await chooseFiles(session, LIBRARY, [file]);
  // In life the dispatcher's asking takes nothing of the phone's processor: it begins when the photo is safe.
  const savedMs = await awaitNumber(session, 'saved', SAVED_WITHIN_MS);
  const look = await dispatcher.waitForLook(({ photo_id }) => !before.has(photo_id));
  const isNew = ({ photo_id, state }: Photo) => !before.has(photo_id) && state !== 'arriving';
  const preview = await dispatcher.waitFor(isNew);
  const working = await dispatcher.waitFor(
    (photo) => isNew(photo) && photo.state === 'ready' && (photo.bytes ?? 0) > PREVIEW_AT_MOST_BYTES,
  );
  const changedAtMs = (await page.evaluate(() => globalThis.changedAtMs)) ?? Number.NaN;
  const savedAtMs = (await page.evaluate(() => performance.timeOrigin)) + savedMs;
  return {
    savedSeconds: (savedAtMs - changedAtMs) / 1000,
    lookSeconds: look && (look.atMs - changedAtMs) / 1000,
    previewSeconds: (preview.atMs - changedAtMs) / 1000,
    workingSeconds: (working.atMs - changedAtMs) / 1000,
    previewBytes: preview.photo.bytes ?? 0,
    workingBytes: working.photo.bytes ?? 0,
  };
}

/** The same with several photos at once, until the dispatcher can tell what each of them is of. Seconds. */
export async function timeLooks(
  { phone, dispatcher, jobId }: Omit<TapPlace, 'file'>,
  files: readonly string[],
): Promise<number> {
  const page = await openJob(phone, jobId);
  const before = await dispatcher.listPhotoIds();
  await makeSlow(page, phone);
  await chooseFiles(await page.context().newCDPSession(page), LIBRARY, files);
  const atMs = await dispatcher.waitForLooks(before, files.length);
  return (atMs - ((await page.evaluate(() => globalThis.changedAtMs)) ?? Number.NaN)) / 1000;
}

async function openJob(phone: BenchPhone, jobId: string): Promise<Page> {
  await phone.context.addInitScript(() => {
    const note = () => {
      globalThis.changedAtMs = Date.now();
    };
    document.addEventListener('change', note, { capture: true });
  });
  const page = await phone.openPage();
  await page.goto(`${phone.dashboard}/job/${jobId}`, { waitUntil: 'networkidle' });
  return page;
}

export interface OtherWayMeasurement extends TapPlace {
  readonly way: OtherWay;
  /** The worker's. */
  readonly token: string;
  /** From {@link bundleOtherWays}. */
  readonly script: string;
}

/** By a page of the dashboard's origin that has nothing but a file input: the phone must not heed its CSP. Seconds. */
export async function timeOtherWay({
  phone,
  dispatcher,
  jobId,
  file,
  way,
  token,
  script,
}: OtherWayMeasurement): Promise<number> {
  const page = await phone.openPage();
  await page.goto(`${phone.dashboard}/manifest.webmanifest`);
  await page.addScriptTag({ content: script });
  await page.evaluate((task) => globalThis.startOtherWay(task), { way, jobId, token, s3: phone.s3 });
  await makeSlow(page, phone);
  await page.locator('input').setInputFiles(file);
  const ticket = await page.waitForFunction(() => globalThis.progress.photoId ?? globalThis.progress.failure);
  const photoId = await ticket.jsonValue();
  const { atMs } = await Promise.race([
    dispatcher.waitFor(({ photo_id, state }) => photo_id === photoId && state !== 'arriving'),
    failWith(page),
  ]);
  return (atMs - (await page.evaluate(() => globalThis.progress.changedAtMs ?? Number.NaN))) / 1000;
}

/** Uppy and the form, with all they need, as one script. */
export async function bundleOtherWays(): Promise<string> {
  const entry = new URL('other-ways-in-page.ts', import.meta.url).pathname;
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, minify: true, write: false });
  return outputFiles[0]?.text ?? '';
}

/** What a bucket needs that pages of another origin send to: ours has no such rule. */
export async function allowForeignPages(s3: S3Client, bucket: string): Promise<void> {
  const rule = { AllowedOrigins: ['*'], AllowedMethods: ['POST'], AllowedHeaders: ['*'], ExposeHeaders: ['ETag'] };
  await s3.send(new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration: { CORSRules: [rule] } }));
}

async function makeSlow(page: Page, phone: BenchPhone): Promise<void> {
  phone.setNetwork('slow-3g');
  await page.waitForTimeout(SETTLE_MS);
}

async function failWith(page: Page): Promise<never> {
  const failure = await page.waitForFunction(() => globalThis.progress.failure, undefined, { timeout: 0 });
  throw new Error(String(await failure.jsonValue()));
}

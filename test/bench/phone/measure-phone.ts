/** One run of the phone's bench: everything against one local run, the ways of a photo beside each other. */
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { launchBrowser } from '../../support/launch-browser.ts';
import { type LocalRun, startLocalRun } from '../../support/start-local-run.ts';
import { timeStorm } from './back-after-storm.ts';
import { drawCameraPhoto } from './draw-camera-photo.ts';
import { type FirstCapture, measureFirstCapture } from './first-capture.ts';
import { type BenchPhone, openPhone, signInWorker } from './open-phone.ts';
import type { OtherWay } from './other-ways-in-page.ts';
import {
  allowForeignPages,
  bundleOtherWays,
  type OurTimes,
  timeLooks,
  timeOtherWay,
  timeOurWay,
} from './tap-to-dispatcher.ts';
import { openDispatcherAlbum } from './watch-dispatcher.ts';
import { listFirstScripts, sumKib, weighSite } from './weigh-site.ts';

/** The parts of a run, each of which can be run alone. */
export const PHONE_PARTS = ['first-capture', 'taps', 'storms', 'looks'] as const;
export type PhonePart = (typeof PHONE_PARTS)[number];

export interface Measured {
  readonly chromium: string;
  /** After gzip, KiB: the scripts that a photo needs until it is safe on the phone, all that a phone in English loads, all files with styles and icons. */
  readonly weightKib: { readonly captureScripts: number; readonly scripts: number; readonly files: number };
  readonly firstCaptures: readonly FirstCapture[];
  readonly photoBytes: number;
  readonly ours: readonly OurTimes[];
  /** How soon after a storm all is in its job; seconds. */
  readonly storms: readonly number[];
  /** How soon {@link LOOKS} photos that are chosen at once can be recognised at the dispatcher's; seconds. */
  readonly looks: readonly number[];
  /** Seconds. */
  readonly others: Readonly<Record<OtherWay, readonly number[]>>;
}

/** A job without photos: an album would share the connection with the photo that is measured. */
const JOB_ID = 'j-test';
const STORMS_PER_RUN = 2;
export const LOOKS = 20;
/** No person may have more than 200 photos announced in a job, and these never come. */
const MOST_LOOKS_RUNS = 3;

interface Bench {
  readonly run: LocalRun;
  readonly browser: Browser;
  readonly withPhone: <T>(work: (phone: BenchPhone) => Promise<T>, options?: BrowserContextOptions) => Promise<T>;
  readonly timeStorm: (seed: number) => Promise<number>;
  readonly file: string;
  readonly tell: (step: string) => void;
}

export interface PhonePlan {
  readonly runs: number;
  /** What is left away has no measurement. */
  readonly parts: readonly PhonePart[];
  readonly tell: (step: string) => void;
}

export async function measurePhone({ runs, parts, tell }: PhonePlan): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'edgeshot-bench-'));
  tell('starting the local run');
  const photo = await drawCameraPhoto();
  const file = join(folder, 'photo.jpg');
  await writeFile(file, photo);
  const [run, browser] = await Promise.all([startLocalRun(), launchBrowser({ isWhole: true })]);
  try {
    const session = await signInWorker(browser, run);
    const withPhone: Bench['withPhone'] = async (work, options) => {
      const phone = await openPhone(browser, run, session, options);
      return work(phone).finally(() => phone.close());
    };
    const storm = (seed: number) => timeStorm({ browser, run, session, jobId: JOB_ID }, seed);
    const bench = { run, browser, withPhone, timeStorm: storm, file, tell };
    return { ...(await measureAll(bench, (part) => (parts.includes(part) ? runs : 0))), photoBytes: photo.length };
  } finally {
    await browser.close();
    await run.stop();
    await rm(folder, { recursive: true });
  }
}

async function measureAll(bench: Bench, runsOf: (part: PhonePart) => number): Promise<Omit<Measured, 'photoBytes'>> {
  const { run, browser, withPhone, file, tell } = bench;
  const { endpoint, region, access_key_id: accessKeyId, secret_access_key: secretAccessKey, ...s3 } = run.info.s3;
  const client = new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  });
  const weightKib = await weigh(client, run);
  await allowForeignPages(client, s3.uploads_bucket);

  const firstCaptures = await repeat(runsOf('first-capture'), (round) => {
    tell(`first capture, ${round}`);
    return withPhone((phone) => measureFirstCapture(phone, JOB_ID, file));
  });
  const { ours, others } = await measureTaps(bench, runsOf('taps'));
  // The last: they leave their photos in the job.
  const storms = await repeat(runsOf('storms') * STORMS_PER_RUN, (round) => {
    tell(`back after a storm, ${round}`);
    return bench.timeStorm(round);
  });
  const looks = await repeat(Math.min(runsOf('looks'), MOST_LOOKS_RUNS), (round) => {
    tell(`first looks, ${round}`);
    return measureLooks(bench, round);
  });
  return {
    chromium: browser.version(),
    weightKib,
    firstCaptures,
    ours,
    storms,
    looks,
    others: { form: others.map(({ form }) => form), uppy: others.map(({ uppy }) => uppy) },
  };
}

async function weigh(client: S3Client, { info }: LocalRun): Promise<Measured['weightKib']> {
  const weights = await weighSite(client, info.s3.site_bucket);
  const scripts = await listFirstScripts(info.dashboard);
  return {
    captureScripts: sumKib(weights, (path) => scripts.has(path)),
    // The phone here speaks English; a customer's link is a page of its own.
    scripts: sumKib(weights, (path) => path.endsWith('.js') && !/\/(es|link)-/.test(path)),
    files: sumKib(weights, () => true),
  };
}

/** Each of the ways from the tap to the dispatcher. */
async function measureTaps({ run, withPhone, file, tell }: Bench, runs: number) {
  const dispatcher = openDispatcherAlbum(run.info.dashboard, await run.token('dispatcher'), JOB_ID);
  const ours = await repeat(runs, (round) => {
    tell(`tap to dispatcher, ${round}`);
    return withPhone(async (phone) => {
      // The same picture again would be the same photo: a few bytes behind the JPEG's end make it another one.
      await appendFile(file, `${round}`);
      return timeOurWay({ phone, dispatcher, jobId: JOB_ID, file });
    });
  });
  const token = await run.token('worker');
  const script = await bundleOtherWays();
  const timeOther = (way: OtherWay) =>
    withPhone((phone) => timeOtherWay({ phone, dispatcher, jobId: JOB_ID, file, way, token, script }), {
      bypassCSP: true,
    });
  const others = await repeat(runs, async (round) => {
    tell(`tap to dispatcher by form and by Uppy, ${round}: a minute and a half`);
    // Both at once, each over a link of its own: for most of the time they only wait for it.
    const [form, uppy] = await Promise.all([timeOther('form'), timeOther('uppy')]);
    return { form, uppy };
  });
  return { ours, others };
}

async function measureLooks({ run, withPhone, file }: Bench, round: number): Promise<number> {
  const dispatcher = openDispatcherAlbum(run.info.dashboard, await run.token('dispatcher'), JOB_ID);
  const photo = await readFile(file);
  const files = Array.from({ length: LOOKS }, (_, index) => `${file}.${index}.jpg`);
  for (const [index, path] of files.entries()) await writeFile(path, [photo, `look ${round} ${index}`]);
  return withPhone((phone) => timeLooks({ phone, dispatcher, jobId: JOB_ID }, files));
}

async function repeat<T>(times: number, work: (round: number) => Promise<T>): Promise<readonly T[]> {
  const results: T[] = [];
  for (let round = 1; round <= times; round += 1) results.push(await work(round));
  return results;
}

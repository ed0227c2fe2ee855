/**
 * Sets a scene up, lets happen what is to befall it, and waits until every photo is in its job; then looks there whether each
 * is the right one.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext } from 'playwright-core';
import { createRandom } from '../../../support/create-random.ts';
import { drawPhoto } from '../../../support/draw-photo.ts';
import { prepareFreezing } from '../../../support/freeze-page.ts';
import type { FaultProxy } from '../fault-proxy.ts';
import { chooseOriginals } from '../phone-journey.ts';
import { readPhone } from '../read-phone.ts';
import { ChaosPhone } from './chaos-phone.ts';
import type { ChaosScene, SceneOptions, SceneResult } from './chaos-scene.ts';
import { checkJob } from './check-job.ts';
import { PhotoOwners } from './photo-owners.ts';
import { createSharedJob, type SharedJob } from './shared-job.ts';
import { Trace } from './trace.ts';
import { waitForRest } from './wait-for-rest.ts';
import { Weather } from './weather.ts';
import { WES, WORKERS } from './workers.ts';

const FEW_OF_MANY = 4;

/** @throws {Error} when a photo is lost, doubled or another's, or the phone does not come to rest; it names the trace */
export async function playScene(
  options: SceneOptions,
  play: (scene: ChaosScene) => Promise<void>,
): Promise<SceneResult> {
  const { run, proxy, browser, seed, token } = options;
  const trace = new Trace(`seed-${seed}`);
  const owners = new PhotoOwners();
  await using opened = new AsyncDisposableStack();
  const context = await browser.newContext({
    viewport: { width: 390, height: 800 },
    locale: 'en-US',
    proxy: { server: proxy.url, bypass: '<-loopback>' },
  });
  opened.defer(() => context.close());
  const members = WORKERS.map(({ subject }) => subject);
  const job = await createSharedJob(run, `j-chaos-${seed}-${Date.now()}`, members);
  opened.defer(() => job.close());
  opened.defer(() => resetProxy(proxy));
  try {
    const result = await playUntilRest(await setScene({ ...options, trace, owners, context, job }), play);
    await checkJob(run, { jobId: job.jobId, taken: owners.list(), token });
    owners.check();
    checkRest(result, options.calmSeconds);
    trace.remove();
    return result;
  } catch (error) {
    trace.note(`-- ${error}`);
    trace.note(await describePhone(context));
    const path = trace.write(proxy.seen);
    throw new Error(`${error instanceof Error ? error.message : error}\n(trace: ${path})`, { cause: error });
  }
}

/** What came too late is told here, where its trace is still kept. */
function checkRest({ afterStormSeconds }: SceneResult, calmSeconds: number): void {
  if (afterStormSeconds <= calmSeconds) return;
  throw new Error(
    `all in the job, but ${afterStormSeconds.toFixed(1)} s after the storm: at most ${calmSeconds} are allowed`,
  );
}

interface Stage extends SceneOptions {
  readonly trace: Trace;
  readonly owners: PhotoOwners;
  readonly context: BrowserContext;
  readonly job: SharedJob;
}

async function setScene({ trace, owners, context, ...options }: Stage): Promise<ChaosScene> {
  const { run, proxy, seed, photos, burst, job } = options;
  const weather = new Weather(seed);
  proxy.fault = weather.fault;
  proxy.watch = owners.watch;
  await prepareFreezing(context);
  const note = (text: string) => trace.note(`-- ${text}`);
  const phone = await ChaosPhone.open({ context, run, jobId: job.jobId, owners, note }, WES);
  await chooseOriginals(phone.page);
  await phone.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await phone.showJob();
  const left = await Promise.all(
    Array.from({ length: photos }, (_, index) => drawPhoto({ width: 1200, height: 900, seed: seed * 1000 + index })),
  );
  const counts = { few: Math.max(1, Math.floor(burst / FEW_OF_MANY)), many: burst, all: photos };
  const nextPhotos: ChaosScene['nextPhotos'] = (howMany) => left.splice(0, counts[howMany]);
  return {
    ...options,
    phone,
    owners,
    weather,
    random: createRandom(seed),
    nextPhotos,
    endings: [],
    note,
    startMs: Date.now(),
  };
}

async function playUntilRest(scene: ChaosScene, play: (scene: ChaosScene) => Promise<void>): Promise<SceneResult> {
  const { seed, weather, endings, note } = scene;
  const startMs = Date.now();
  await play(scene);
  weather.end();
  await Promise.all(endings.map((end) => end()));
  note('the storm is over');
  const calmMs = Date.now();
  await waitForRest(scene);
  return { seed, stormSeconds: (calmMs - startMs) / 1000, afterStormSeconds: (Date.now() - calmMs) / 1000 };
}

function resetProxy(proxy: FaultProxy): void {
  proxy.fault = () => null;
  proxy.watch = () => undefined;
  proxy.rewriteTokens = null;
}

async function describePhone(context: BrowserContext): Promise<string> {
  const pages = context.pages().map(async (page) => {
    const late = sleep(3000).then(() => 'does not respond');
    const look = async () => {
      const { entries, session } = await readPhone(page);
      const locks = await page.evaluate(() => navigator.locks.query());
      const text = await page.locator('body').innerText();
      const { accessToken: _, refreshToken, ...shown } = session ?? { accessToken: '', refreshToken: null };
      return JSON.stringify({ entries, session: { ...shown, canRenew: refreshToken !== null }, locks, text }, null, 1);
    };
    return `${page.url()}: ${await Promise.race([look(), late]).catch(String)}`;
  });
  return (await Promise.all(pages)).join('\n');
}

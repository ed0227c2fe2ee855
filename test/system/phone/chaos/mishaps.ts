/** What befalls the phone itself in a storm, and what its people do meanwhile. Each leaves a page open on the job. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type FrozenPage, freeze } from '../../../support/freeze-page.ts';
import { waitUntil } from '../../../support/wait-until.ts';
import { fireSync } from '../fire-sync.ts';
import { readPhone } from '../read-phone.ts';
import type { ChaosPhone } from './chaos-phone.ts';
import type { ChaosScene } from './chaos-scene.ts';
import { WORKERS } from './workers.ts';

export type Mishap = (scene: ChaosScene) => Promise<void>;

const SLEEP_MS = 2000;
/** An odd issuer may be left alone for a minute before. */
const ENDED_WITHIN_MS = 70_000;

/** What any phone goes through. */
export const EVERYDAY: Readonly<Record<string, Mishap>> = {
  async reload({ phone }) {
    await phone.page.reload();
    await phone.showJob();
  },
  async 'killed tab'({ phone }) {
    await phone.killTab();
    await phone.openTab();
  },
  async 'two tabs, one killed'({ phone }) {
    const former = phone.page;
    await phone.openTab();
    await former.close({ runBeforeUnload: false });
  },
  async 'killed service worker'({ phone }) {
    const session = await phone.context.newCDPSession(phone.page);
    await session.send('ServiceWorker.enable');
    await session.send('ServiceWorker.stopAllWorkers');
    await session.detach();
  },
  async 'no signal'({ phone }) {
    await phone.context.setOffline(true);
    await sleep(500);
    await phone.context.setOffline(false);
  },
};

/** What has a way of its own to lose, stop or mislabel a photo: each of these happens in every storm. */
export const HARD: Readonly<Record<string, Mishap>> = {
  async 'photos, in another tab'({ phone, nextPhotos }) {
    const former = phone.page;
    await phone.openTab();
    await phone.keep(nextPhotos('few'));
    await former.close({ runBeforeUnload: false });
  },
  async 'change of hands'({ phone, nextPhotos }) {
    await phone.keep(nextPhotos('few'));
    await phone.changeHands();
    await phone.keep(nextPhotos('few'));
  },
  async 'signing out while saving'({ phone, nextPhotos }) {
    const taken = await phone.choose(nextPhotos('many'));
    await phone.changeHands();
    const missing = await phone.listMissing(taken);
    if (missing.length > 0) throw new Error(`signing out lost ${missing.length} of ${taken.length} photos`);
  },
  async 'signing in while saving'({ phone, weather, nextPhotos }) {
    // Without a session no list comes that could say that a membership was given back.
    await phone.showJob();
    weather.order('POST /token', 'session-ended');
    // Once is not enough: a renewal that was under way brings a token that is younger.
    const isOver = async () => {
      weather.endTokens();
      return (await readPhone(phone.page)).session?.refreshToken === null;
    };
    weather.endTokens();
    await phone.keep(nextPhotos('few'));
    await waitUntil(isOver, ENDED_WITHIN_MS);
    const taken = await phone.choose(nextPhotos('many'));
    await phone.signIn(phone.worker);
    await phone.showJob();
    const missing = await phone.listMissing(taken);
    if (missing.length > 0) throw new Error(`signing in lost ${missing.length} of ${taken.length} photos`);
  },
  async 'reload while saving'({ phone, nextPhotos }) {
    const photos = nextPhotos('many');
    const taken = await phone.choose(photos);
    await phone.page.reload();
    await phone.showJob();
    // The browser's own button asks nobody: who does not see a photo chooses it again.
    const missing = new Set((await phone.listMissing(taken)).map(({ sha256 }) => sha256));
    await phone.keep(photos.filter(({ sha256 }) => missing.has(sha256)));
  },
  async 'keys rotate'({ weather }) {
    weather.rotateKeys(SLEEP_MS);
    await sleep(SLEEP_MS / 2);
  },
  async 'membership taken'({ phone, job, endings }) {
    const subjects = WORKERS.map(({ subject }) => subject);
    await job.setMembers(subjects.filter((subject) => subject !== phone.worker.subject));
    const giveBack = once(() => job.setMembers(subjects));
    endings.push(giveBack);
    setTimeout(() => void giveBack(), SLEEP_MS);
  },
  async 'asleep while it sends'(scene) {
    await sleepBehind(scene, () => freezeHolding(scene.phone, 'edgeshot-send'));
  },
  async 'asleep while it renews its session'(scene) {
    const { phone, weather } = scene;
    weather.endTokens();
    weather.order('POST /token', 'slow');
    await sleepBehind(scene, () => freezeHolding(phone, 'edgeshot-token'));
  },
  async 'sends with no page open'({ phone, run }) {
    await phone.killTab();
    await fireSync(phone.context, run.info.dashboard);
    await sleep(SLEEP_MS / 2);
    await phone.openTab();
  },
};

/** The page in view falls asleep, another is opened; in the end the first wakes up, or is killed. */
async function sleepBehind(
  { phone, random, endings }: ChaosScene,
  fallAsleep: () => Promise<FrozenPage>,
): Promise<void> {
  const asleep = phone.page;
  const frozen = await fallAsleep();
  const isKilled = random() < 0.5;
  endings.push(
    once(async () => {
      if (isKilled) await asleep.close({ runBeforeUnload: false });
      else await frozen.thaw();
    }),
  );
  await phone.openTab();
  await sleep(SLEEP_MS);
}

/** Waits until somebody holds the lock: mostly the page in view. */
async function freezeHolding(phone: ChaosPhone, lock: string): Promise<FrozenPage> {
  await waitUntil(() => holdsLock(phone, lock), SLEEP_MS).catch(() => undefined);
  return freeze(phone.page);
}

async function holdsLock({ page }: ChaosPhone, name: string): Promise<boolean> {
  const { held = [] } = await page.evaluate(() => navigator.locks.query());
  return held.some((lock) => lock.name === name);
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}

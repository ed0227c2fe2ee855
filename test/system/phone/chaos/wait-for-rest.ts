/** After the faults: each of the two has the phone in hand until nothing of theirs waits on it any more. */
import { setTimeout as sleep } from 'node:timers/promises';
import { readPhone } from '../read-phone.ts';
import type { ChaosScene } from './chaos-scene.ts';
import { checkScreen } from './check-screen.ts';
import { WORKERS } from './workers.ts';

const GIVE_UP_MS = 300_000;
const LOOK_EVERY_MS = 100;

/** @throws {Error} when something still waits after five minutes, or the screen says what is not so */
export async function waitForRest(scene: ChaosScene): Promise<void> {
  const { phone, note } = scene;
  for (const _ of WORKERS) {
    await waitForOwn(scene);
    note(`nothing of ${phone.worker.fullName} is left`);
    if ((await readPhone(phone.page)).entries.length === 0) return;
    await phone.changeHands();
  }
  await waitForOwn(scene);
}

/** They do nothing but sign in where the issuer has ended their session. */
async function waitForOwn(scene: ChaosScene): Promise<void> {
  const { phone } = scene;
  const { subject, fullName } = phone.worker;
  for (const endMs = Date.now() + GIVE_UP_MS; Date.now() < endMs; await sleep(LOOK_EVERY_MS)) {
    const { entries, session } = await readPhone(phone.page);
    if (!entries.some((entry) => entry.subject === subject)) return;
    await checkScreen(scene);
    if (session?.refreshToken !== null) continue;
    await phone.signIn(phone.worker);
    await phone.showJob();
  }
  throw new Error(`photos of ${fullName} still wait ${GIVE_UP_MS / 1000} s after the storm`);
}

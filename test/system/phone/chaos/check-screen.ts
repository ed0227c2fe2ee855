/** What the phone may never send or show, whatever befalls it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { readPhone } from '../read-phone.ts';
import type { ChaosScene } from './chaos-scene.ts';

/** A screen may lag behind the session for so long. */
const REDRAWN_WITHIN_MS = 5000;

/**
 * Looks at what was sent, and at the page in view.
 * @throws {Error} when a request has carried what another one had taken, or the page shows a job of the other one, wants a
 * sign-in while the session lives, or the session has ended although the issuer has not ended it
 */
export async function checkScreen(scene: ChaosScene): Promise<void> {
  const { phone, owners } = scene;
  owners.check();
  const { worker } = phone;
  const text = await phone.page.locator('body').textContent();
  if (text?.includes(worker.hiddenJob)) throw new Error(`${worker.fullName} is shown ${worker.hiddenJob}`);
  const { session } = await readPhone(phone.page);
  if (session?.refreshToken === null && !hasIssuerEnded(scene)) throw new Error('the session has ended by itself');
  if (!(await wantsSignIn(scene))) return;
  await sleep(REDRAWN_WITHIN_MS);
  if (await wantsSignIn(scene)) throw new Error('the screen wants a sign-in although the session lives');
}

/** The order of looking: who signs in meanwhile has a session at the second look. */
async function wantsSignIn({ phone }: ChaosScene): Promise<boolean> {
  const { session } = await readPhone(phone.page);
  const lives = session !== null && session.refreshToken !== null;
  return lives && (await phone.page.getByRole('button', { name: /^Sign in/ }).isVisible());
}

/** Anything that the issuer itself has refused since the scene began. */
function hasIssuerEnded({ proxy, startMs }: ChaosScene): boolean {
  const refusals = proxy.seen.filter(
    ({ atMs, path, status }) => atMs >= startMs && path === '/token' && status === 400,
  );
  return refusals.some(({ fault }) => fault === null || fault === 'session-ended');
}

/** A storm: what is hard in an order by the seed, with what is everyday in between. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosScene } from './chaos-scene.ts';
import { checkScreen } from './check-screen.ts';
import { EVERYDAY, HARD, type Mishap } from './mishaps.ts';
import { STORM } from './weather.ts';

const STORM_MS_PER_PHOTO = 1500;
/** Of what is hard, so much happens in a storm of so many photos: in a small one a part, by the seed. */
const HARD_PER_PHOTO = 0.6;
const EVERYDAY_SHARE = 0.3;

export async function liveThroughBadDay(scene: ChaosScene): Promise<void> {
  const { phone, weather, random, photos, nextPhotos } = scene;
  const endMs = Date.now() + photos * STORM_MS_PER_PHOTO;
  weather.begin(STORM);
  await phone.keep(nextPhotos('few'));
  const hard = Object.keys(HARD);
  for (let left = photos * HARD_PER_PHOTO; left > 0 && hard.length > 0; left -= 1) {
    const [name = ''] = hard.splice(Math.floor(random() * hard.length), 1);
    await happen(scene, HARD, name);
    if (random() < EVERYDAY_SHARE) await happenEveryday(scene);
  }
  while (Date.now() < endMs) await happenEveryday(scene);
  await phone.keep(nextPhotos('all'));
}

export async function happenEveryday(scene: ChaosScene): Promise<void> {
  const names = Object.keys(EVERYDAY);
  await happen(scene, EVERYDAY, names[Math.floor(scene.random() * names.length)] ?? '');
}

export async function happen(
  scene: ChaosScene,
  mishaps: Readonly<Record<string, Mishap>>,
  name: string,
): Promise<void> {
  scene.note(name);
  await mishaps[name]?.(scene);
  await checkScreen(scene);
  await sleep(200 + scene.random() * 800);
}

/**
 * A working day of two people with one phone, an hour in half a minute: tokens live as long as such an hour, the issuer is
 * down, odd, or signs with a new key, the connection comes and goes. Every quarter of the day the phone changes hands.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { happen, happenEveryday } from './bad-day.ts';
import type { ChaosScene } from './chaos-scene.ts';
import { HARD } from './mishaps.ts';
import { BAD_CONNECTION, ISSUER_DOWN, ODD_ISSUER, type RouteWeathers, STORM } from './weather.ts';

const HOUR_MS = 30_000;
/** The phone renews a token a minute before its end. */
const TOKEN_LIFE_MS = HOUR_MS + 60_000;
const HOURS_PER_SHIFT = 3;

const CLEAR: RouteWeathers = {};

/** The hours of a day, in an order by the seed. */
const HOURS: Readonly<Record<string, RouteWeathers>> = {
  clear: CLEAR,
  'clear again': CLEAR,
  'a new key': CLEAR,
  'another new key': BAD_CONNECTION,
  'a bad connection': BAD_CONNECTION,
  'the issuer is down': ISSUER_DOWN,
  'the issuer is down, on a bad connection': { ...BAD_CONNECTION, ...ISSUER_DOWN },
  'an odd issuer': ODD_ISSUER,
  'an odd issuer again': ODD_ISSUER,
  'a storm': STORM,
  'no signal': CLEAR,
  'off the job': CLEAR,
};

/** What may befall them in any hour. Who leaves while photos are being saved, does so at the end of a shift. */
const ANY_HOUR = [
  'photos, in another tab',
  'reload while saving',
  'asleep while it sends',
  'asleep while it renews its session',
  'sends with no page open',
] as const;

export async function liveThroughWorkingDay(scene: ChaosScene): Promise<void> {
  const { phone, weather, proxy, random, nextPhotos } = scene;
  weather.limitTokens(TOKEN_LIFE_MS);
  proxy.rewriteTokens = (body) => JSON.stringify({ ...JSON.parse(body), expires_in: TOKEN_LIFE_MS / 1000 });
  // The token at hand has an hour of the world's.
  weather.endTokens();
  const hours = Object.keys(HOURS);
  for (let hour = 0; hours.length > 0; hour += 1) {
    const [name = ''] = hours.splice(Math.floor(random() * hours.length), 1);
    scene.note(`hour ${hour}: ${name}`);
    await liveThroughHour(scene, name, hour > 0 && hour % HOURS_PER_SHIFT === 0);
  }
  await phone.keep(nextPhotos('all'));
}

async function liveThroughHour(scene: ChaosScene, name: string, isChange: boolean): Promise<void> {
  const { phone, weather, random, nextPhotos, endings } = scene;
  weather.begin(HOURS[name] ?? CLEAR);
  // Its people may need longer for what they do in it.
  const over = sleep(HOUR_MS).then(() => weather.begin(CLEAR));
  if (isChange) await happen(scene, HARD, 'signing out while saving');
  if (name.endsWith('new key')) await happen(scene, HARD, 'keys rotate');
  if (name === 'off the job') await happen(scene, HARD, 'membership taken');
  if (name === 'no signal') await phone.context.setOffline(true);
  await phone.keep(nextPhotos('few'));
  if (name !== 'no signal') {
    await happen(scene, HARD, ANY_HOUR[Math.floor(random() * ANY_HOUR.length)] ?? '');
    await happenEveryday(scene);
  }
  await over;
  await Promise.all(endings.splice(0).map((end) => end()));
  await phone.context.setOffline(false);
}

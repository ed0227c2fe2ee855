/**
 * Leaves pictures to the next page of the site, when a newer version has the database and this page can keep nothing any more.
 * By way of Cache Storage, which has no versions. Loaded when it is needed.
 */
import type { ChosenPhoto, Outbox } from '../phone.ts';
import { HAND_OVER_CACHE } from './phone-names.ts';

/** All but the bytes. */
const HEADER = 'x-chosen-photo';

/** Tells whether the picture is safe there. */
export async function handOver({ file, ...chosen }: ChosenPhoto): Promise<boolean> {
  try {
    const cache = await caches.open(HAND_OVER_CACHE);
    const { name, type, lastModified } = file;
    const about = encodeURIComponent(JSON.stringify({ ...chosen, name, type, lastModified }));
    const address = `/${HAND_OVER_CACHE}/${chosen.chosenAtMs}-${Math.random()}`;
    await cache.put(address, new Response(file, { headers: { [HEADER]: about } }));
    const back = await cache.match(address);
    return (await back?.blob())?.size === file.size;
  } catch {
    return false;
  }
}

/** Keeps what an older page has left. What cannot be kept stays there for the next page. */
export async function takeOver(outbox: Pick<Outbox, 'keep'>): Promise<void> {
  if (!(await globalThis.caches?.has(HAND_OVER_CACHE))) return;
  const cache = await caches.open(HAND_OVER_CACHE);
  for (const request of await cache.keys()) {
    const photo = await toChosen(await cache.match(request));
    const [kept] = photo ? outbox.keep([photo]) : [];
    await kept?.then(() => cache.delete(request)).catch(() => undefined);
  }
}

async function toChosen(response: Response | undefined): Promise<ChosenPhoto | null> {
  const about = response?.headers.get(HEADER);
  if (!response || !about) return null;
  // Written by an earlier page of this site.
  const { name, type, lastModified, ...chosen } = JSON.parse(decodeURIComponent(about));
  return { ...chosen, file: new File([await response.blob()], name, { type, lastModified }) };
}

/**
 * Photos that another app has shared (W3C Web Share Target): the service worker puts each, whole, into a cache, with or without
 * signal; there it waits until the page knows of which job it is.
 */
const CACHE = 'shared';
/** All but the bytes. */
const HEADER = 'x-shared-photo';

/** Where the manifest has photos sent, and the name of their field in the form. */
export const SHARE_PATH = '/share';
const FIELD = 'photos';

export interface SharedPhoto {
  readonly address: string;
  readonly file: File;
  /** Who was signed in then; null: nobody. */
  readonly subject: string | null;
  /** Unix ms, phone's clock. */
  readonly sharedAtMs: number;
}

/** Returns how many could not be kept: they are still where they were shared from. */
export async function keepShared(form: FormData, subject: string | null): Promise<number> {
  const files = form.getAll(FIELD).filter((value) => value instanceof File);
  const sharedAtMs = Date.now();
  let lost = 0;
  for (const [index, file] of files.entries()) {
    // A millisecond apart, so that they stay in their order.
    const isKept = await keep({ file, subject, sharedAtMs: sharedAtMs + index }).catch(() => false);
    if (!isKept) lost += 1;
  }
  return lost;
}

/** Tells whether it reads as it was. */
async function keep({ file, ...about }: Omit<SharedPhoto, 'address'>): Promise<boolean> {
  const { name, type, lastModified, size } = file;
  const cache = await caches.open(CACHE);
  const address = `/${CACHE}/${about.sharedAtMs}-${Math.random()}`;
  const header = encodeURIComponent(JSON.stringify({ ...about, name, type, lastModified }));
  await cache.put(address, new Response(file, { headers: { [HEADER]: header } }));
  return (await (await cache.match(address))?.blob())?.size === size;
}

/** In the order in which they were shared. */
export async function listShared(): Promise<readonly SharedPhoto[]> {
  if (!(await globalThis.caches?.has(CACHE))) return [];
  const cache = await caches.open(CACHE);
  const photos = (await cache.keys()).map(async ({ url }) => toShared(url, await cache.match(url)));
  return (await Promise.all(photos)).filter((photo) => photo !== null);
}

export async function letGoOfShared({ address }: SharedPhoto): Promise<void> {
  await (await caches.open(CACHE)).delete(address);
}

async function toShared(address: string, response: Response | undefined): Promise<SharedPhoto | null> {
  const about = response?.headers.get(HEADER);
  if (!response || !about) return null;
  // Written by this site.
  const { name, type, lastModified, ...shared } = JSON.parse(decodeURIComponent(about));
  return { ...shared, address, file: new File([await response.blob()], name, { type, lastModified }) };
}

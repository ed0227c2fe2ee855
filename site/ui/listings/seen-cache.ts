/**
 * What a user of this phone saw last, so that the site opens with no signal: job list and albums, in Cache Storage. The service
 * worker keeps the images. All of it is deleted at sign-out; unsent photos are in IndexedDB and stay.
 */
import type { Job } from '../../../edge/api.ts';
import { LAST_JOB_PATH, SEEN_PREFIX } from '../../offline/seen-names.ts';
import { IMAGE_CACHE } from '../../outbox/phone-names.ts';
import { type AlbumListing, type Listing, NO_ALBUM } from '../state/app-state.ts';

export interface SeenCache {
  readJobs(): Promise<Listing<Job> | null>;
  writeJobs(listing: Listing<Job>): Promise<void>;
  readAlbum(jobId: string): Promise<SeenAlbum | null>;
  writeAlbum(jobId: string, album: SeenAlbum): Promise<void>;
  /** The last is where a shortcut of the installed site leads. */
  noteJob(jobId: string): Promise<void>;
}

export interface SeenAlbum extends AlbumListing {
  readonly job?: Job | undefined;
}

/** Of each list; the rest is asked for again. */
const MAX_ITEMS = 250;
const LATEST_MS = 2_000;
/** The one that was written longest ago goes first. */
const MAX_ALBUMS = 40;

/**
 * Opens the cache of one user. Where the browser has no Cache Storage, nothing is kept.
 * @param isTheirs tells whether the user is still signed in: what waits to be kept is dropped when they are not
 */
export function createSeenCache(
  subject: string,
  storage: CacheStorage | undefined,
  isTheirs: () => boolean = () => true,
): SeenCache {
  const name = formatName(subject);
  const read = async (key: string): Promise<unknown> => {
    const response = await storage?.match(`/seen/${key}`, { cacheName: name }).catch(() => undefined);
    return response?.json().catch(() => null);
  };
  const latest = new Map<string, Listing<unknown>>();
  const write = async (key: string, listing: Listing<unknown>): Promise<void> => {
    latest.set(key, listing);
    await untilIdle();
    // A later one waits, which is written in its stead.
    if (latest.get(key) !== listing) return;
    latest.delete(key);
    if (!isTheirs()) return;
    const body = toResponse(listing);
    // When the phone is full, lists are not kept: photos that wait are more important.
    await storage
      ?.open(name)
      .then((cache) => putList(cache, key, body))
      .catch(() => undefined);
  };
  return {
    readJobs: async () => parseListing<Job>(await read('jobs')),
    writeJobs: (listing) => write('jobs', listing),
    async readAlbum(jobId) {
      const listing = parseListing<never>(await read(`album/${jobId}`));
      return listing && { ...NO_ALBUM, ...listing };
    },
    writeAlbum: (jobId, album) => write(`album/${jobId}`, album),
    async noteJob(jobId) {
      const cache = await storage?.open(name).catch(() => undefined);
      await cache?.put(LAST_JOB_PATH, Response.redirect(`/job/${jobId}`)).catch(() => undefined);
    },
  };
}

function toResponse(listing: Listing<unknown>): Response {
  const kept = { ...listing, items: listing.items?.slice(0, MAX_ITEMS) ?? null };
  return new Response(JSON.stringify(kept), { headers: { 'content-type': 'application/json' } });
}

async function putList(cache: Cache, key: string, body: Response): Promise<void> {
  await cache.delete(`/seen/${key}`);
  await cache.put(`/seen/${key}`, body);
  const albums = (await cache.keys()).filter(({ url }) => url.includes('/seen/album/'));
  for (const oldest of albums.slice(0, -MAX_ALBUMS)) await cache.delete(oldest);
}

/** Deletes what every user of this phone saw; with `only`, if there is anything of somebody other than that user. */
export async function clearSeen(storage: CacheStorage | undefined, only?: string): Promise<void> {
  const own = only === undefined ? '' : formatName(only);
  const names = ((await storage?.keys()) ?? []).filter((name) => name !== own);
  const seen = names.filter((name) => name.startsWith(SEEN_PREFIX));
  // Of an image nobody can tell who saw it.
  if (seen.length > 0 || own === '') seen.push(IMAGE_CACHE);
  await Promise.all(seen.map((name) => storage?.delete(name)));
}

/** An album is half a megabyte of text: making it delays no frame. Where the browser cannot tell, it is made at once. */
function untilIdle(): Promise<unknown> {
  if (!('requestIdleCallback' in globalThis)) return Promise.resolve();
  return new Promise((resolve) => requestIdleCallback(resolve, { timeout: LATEST_MS }));
}

function formatName(subject: string): string {
  return SEEN_PREFIX + encodeURIComponent(subject);
}

/** Checks the outline alone: the page itself has written it, after the API client had parsed it. */
function parseListing<T>(kept: unknown): Listing<T> | null {
  const isListing = typeof kept === 'object' && kept !== null && 'items' in kept && Array.isArray(kept.items);
  return isListing ? (kept as Listing<T>) : null;
}

/**
 * What this phone saw last, so that a page opens with no signal: job list and albums, per user, in Cache Storage. Images are
 * kept beside it by the service worker. All of it goes at sign-out.
 */
import type { Album, Job } from '../../edge/api.ts';

/** The caches made here, one a user, begin so. */
export const SEEN_PREFIX = 'seen-';

export interface Seen<T> {
  readonly value: T;
  readonly etag: string | null;
  /** Unix ms. */
  readonly seenAtMs: number;
}

export interface SeenJobs {
  readonly jobs: readonly Job[];
  readonly next?: string;
}

export interface SeenCache {
  readJobs(): Promise<Seen<SeenJobs> | null>;
  writeJobs(seen: Seen<SeenJobs>): Promise<void>;
  readAlbum(jobId: string): Promise<Seen<Album> | null>;
  writeAlbum(jobId: string, seen: Seen<Album>): Promise<void>;
}

/** Opens the cache of one user. Where the browser has no Cache Storage, nothing is kept. */
export function createSeenCache(subject: string, storage: CacheStorage | undefined): SeenCache {
  const name = `${SEEN_PREFIX}${encodeURIComponent(subject)}`;
  const read = async <T>(key: string, isValue: (value: unknown) => value is T): Promise<Seen<T> | null> => {
    const response = await storage?.match(`/seen/${key}`, { cacheName: name }).catch(() => undefined);
    const kept: unknown = await response?.json().catch(() => null);
    return parseSeen(kept, isValue);
  };
  const write = async (key: string, seen: Seen<unknown>): Promise<void> => {
    const body = new Response(JSON.stringify(seen), { headers: { 'content-type': 'application/json' } });
    await storage
      ?.open(name)
      .then((cache) => cache.put(`/seen/${key}`, body))
      .catch(() => undefined);
  };
  return {
    readJobs: () => read('jobs', isSeenJobs),
    writeJobs: (seen) => write('jobs', seen),
    readAlbum: (jobId) => read(`album/${jobId}`, isAlbum),
    writeAlbum: (jobId, seen) => write(`album/${jobId}`, seen),
  };
}

function parseSeen<T>(kept: unknown, isValue: (value: unknown) => value is T): Seen<T> | null {
  if (!isObject(kept) || typeof kept.seenAtMs !== 'number' || !isValue(kept.value)) return null;
  return { value: kept.value, etag: typeof kept.etag === 'string' ? kept.etag : null, seenAtMs: kept.seenAtMs };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Enough of a check for what this same page wrote after the API client had parsed it. */
function isSeenJobs(value: unknown): value is SeenJobs {
  return isObject(value) && Array.isArray(value.jobs);
}

function isAlbum(value: unknown): value is Album {
  return isObject(value) && Array.isArray(value.photos) && typeof value.expires_at === 'string';
}

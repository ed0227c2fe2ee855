/** Keeps the job list and the albums of the state up to date with what the edge says. */
import type { Album } from '../../../edge/api.ts';
import { AppError } from '../../../edge/app-error.ts';
import type { ProblemCode } from '../../../edge/problem.ts';
import type { Fresh, PageOptions, Phone } from '../../phone.ts';
import { type AlbumListing, type Listing, NO_ALBUM } from '../state/app-state.ts';
import type { AppStore } from '../state/app-store.ts';
import type { PollResult } from './polling.ts';

export interface Listings {
  refreshJobs(): Promise<PollResult>;
  refreshAlbum(jobId: string): Promise<PollResult>;
  /** Makes the next refresh fetch the album even if it is unchanged. */
  forgetTag(jobId: string): void;
}

/** Image URLs that expire within this time, ms, are renewed. */
const RENEW_BEFORE_MS = 120_000;

/** ETags of what is shown: of the job list under '', of an album under the id of its job. */
type Tags = Map<string, string | null>;

/** How one listing is brought up to date. */
interface Refresh<Value> {
  readonly key: string;
  /** False while nothing is shown, or what was seen on an earlier visit: then there is no tag for it. */
  readonly isShown: boolean;
  ask(options: PageOptions): Promise<Fresh<Value>>;
  put(change: Outcome, value?: Value): void;
}

type Outcome = Partial<Pick<Listing<never>, 'problem' | 'seenAtMs'>>;

export function createListings(store: AppStore, { api, outbox }: Pick<Phone, 'api' | 'outbox'>): Listings {
  const tags: Tags = new Map();
  return {
    async refreshJobs() {
      const found = await refresh(tags, api, {
        key: '',
        isShown: store.get().jobs.items !== null,
        ask: (options) => api.jobs(options),
        put: (change, list) =>
          store.update(({ jobs }) => ({
            jobs: { ...jobs, ...(list && { items: list.jobs, next: list.next ?? null }), ...change },
          })),
      });
      if (!found.failed) outbox.noteJobs(store.get().jobs.items ?? []);
      return found;
    },
    async refreshAlbum(jobId) {
      const known = store.get().albums[jobId];
      const found = await refresh(tags, api, {
        key: jobId,
        isShown: Boolean(known?.items && known.expiresAtMs - RENEW_BEFORE_MS > api.now()),
        ask: (options) => api.album(jobId, options),
        put: (change, album) =>
          store.update(({ albums }) => {
            const shown = albums[jobId] ?? NO_ALBUM;
            return { albums: { ...albums, [jobId]: { ...shown, ...(album && toFirstPage(album, shown)), ...change } } };
          }),
      });
      const photos = store.get().albums[jobId]?.items ?? [];
      const isMoving = photos.some(({ state }) => state === 'arriving' || state === 'stored');
      return { ...found, busy: isMoving && !found.failed };
    },
    forgetTag: (jobId) => void tags.delete(jobId),
  };
}

async function refresh<Value>(
  tags: Tags,
  api: Phone['api'],
  { key, isShown, ask, put }: Refresh<Value>,
): Promise<PollResult> {
  const etag = isShown ? tags.get(key) : null;
  try {
    const fresh = await ask(etag ? { etag } : {});
    if (fresh.changed) tags.set(key, fresh.etag);
    put({ seenAtMs: api.now(), problem: null }, fresh.changed ? fresh.value : undefined);
    return { changed: fresh.changed, busy: false, failed: false };
  } catch (error) {
    put({ problem: toProblemCode(error) });
    return { changed: false, busy: false, failed: true };
  }
}

/** The new first page; further pages that the user asked for stay below it. */
function toFirstPage(album: Album, known: AlbumListing) {
  const { photos, expires_at } = album;
  const next = album.next ?? null;
  const expiresAtMs = Date.parse(expires_at);
  const older = next === null ? [] : (known.items?.slice(photos.length) ?? []);
  if (older.length === 0) return { items: photos, next, expiresAtMs };
  const ids = new Set(photos.map((photo) => photo.photo_id));
  const rest = older.filter((photo) => !ids.has(photo.photo_id));
  return { items: [...photos, ...rest], next: known.next, expiresAtMs };
}

/** The code of a failure; `internal` for one that has none. */
export function toProblemCode(error: unknown): ProblemCode {
  return error instanceof AppError ? error.code : 'internal';
}

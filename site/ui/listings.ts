/** Keeps the job list and the albums of the state up to date: first what was seen last, then what the edge says now. */
import type { Album, JobList } from '../../edge/api.ts';
import { AppError, type ProblemCode } from '../../edge/problem.ts';
import type { Api } from '../core/ports.ts';
import type { Look } from './model/polling.ts';
import type { Seen, SeenCache } from './seen-cache.ts';
import { type AlbumListing, NOTHING_LISTED, type Store } from './state.ts';

export interface Listings {
  refreshJobs(): Promise<Look>;
  /** Shows what was seen last of the job, if nothing is shown yet. */
  recallAlbum(jobId: string): Promise<void>;
  refreshAlbum(jobId: string): Promise<Look>;
  /** Makes the next look fetch the album anew, whatever its tag says. */
  forgetTag(jobId: string): void;
}

export interface ListingOptions {
  readonly store: Store;
  readonly api: Api;
  readonly seen: () => SeenCache | null;
}

export const NO_ALBUM: AlbumListing = { ...NOTHING_LISTED, expiresAtMs: 0 };
/** URLs that end within this time are asked for anew, ms. */
const RENEW_BEFORE_MS = 120_000;

export function createListings({ store, api, seen }: ListingOptions): Listings {
  let jobsTag: string | null = null;
  const albumTags = new Map<string, string>();

  const showJobs = (value: { jobs: JobList['jobs']; next?: string }, seenAtMs: number, problem: ProblemCode | null) =>
    store.update({ jobs: { items: value.jobs, next: value.next ?? null, seenAtMs, problem } });
  const putAlbum = (jobId: string, change: Partial<AlbumListing>) =>
    store.update(({ albums }) => ({ albums: { ...albums, [jobId]: { ...(albums[jobId] ?? NO_ALBUM), ...change } } }));

  const recallJobs = async () => {
    if (store.get().jobs.items) return;
    const last = await seen()?.readJobs();
    if (last && !store.get().jobs.items) showJobs(last.value, last.seenAtMs, null);
  };

  const showAlbum = (jobId: string, { value, seenAtMs }: Seen<Album>) => {
    const known = store.get().albums[jobId];
    const first = new Set(value.photos.map((photo) => photo.photo_id));
    // Pages that the user asked for stay below a first page that is fetched again.
    const hasMore = known?.items && known.items.length > value.photos.length && value.next !== undefined;
    const rest = hasMore ? (known.items?.slice(value.photos.length) ?? []).filter((p) => !first.has(p.photo_id)) : [];
    putAlbum(jobId, {
      items: [...value.photos, ...rest],
      next: hasMore ? known.next : (value.next ?? null),
      seenAtMs,
      problem: null,
      expiresAtMs: Date.parse(value.expires_at),
    });
  };

  return {
    async refreshJobs() {
      const recalled = recallJobs();
      try {
        const answer = await api.jobs(jobsTag && store.get().jobs.items ? { etag: jobsTag } : {});
        await recalled;
        const seenAtMs = api.now();
        if (!answer.changed) {
          store.update(({ jobs }) => ({ jobs: { ...jobs, seenAtMs, problem: null } }));
          return { changed: false, busy: false, failed: false };
        }
        jobsTag = answer.etag;
        showJobs(answer.value, seenAtMs, null);
        await seen()?.writeJobs({ value: answer.value, etag: answer.etag, seenAtMs });
        return { changed: true, busy: false, failed: false };
      } catch (error) {
        await recalled;
        store.update(({ jobs }) => ({ jobs: { ...jobs, problem: toCode(error) } }));
        return { changed: false, busy: false, failed: true };
      }
    },

    async recallAlbum(jobId) {
      if (store.get().albums[jobId]?.items) return;
      const last = await seen()?.readAlbum(jobId);
      if (last && !store.get().albums[jobId]?.items) showAlbum(jobId, last);
    },

    async refreshAlbum(jobId) {
      const known = store.get().albums[jobId];
      const tag = albumTags.get(jobId);
      const usable = known?.items && known.expiresAtMs - RENEW_BEFORE_MS > api.now();
      try {
        const answer = await api.album(jobId, tag && usable ? { etag: tag } : {});
        if (answer.changed) {
          const fresh = { value: answer.value, etag: answer.etag, seenAtMs: api.now() };
          if (answer.etag) albumTags.set(jobId, answer.etag);
          showAlbum(jobId, fresh);
          void seen()?.writeAlbum(jobId, fresh);
        } else {
          putAlbum(jobId, { seenAtMs: api.now(), problem: null });
        }
        const busy = store.get().albums[jobId]?.items?.some((p) => p.state === 'arriving' || p.state === 'stored');
        return { changed: answer.changed, busy: busy ?? false, failed: false };
      } catch (error) {
        putAlbum(jobId, { problem: toCode(error) });
        return { changed: false, busy: false, failed: true };
      }
    },

    forgetTag(jobId) {
      albumTags.delete(jobId);
    },
  };
}

/** The code of a failure; one that has none is ours. */
export function toCode(error: unknown): ProblemCode {
  return error instanceof AppError ? error.code : 'internal';
}

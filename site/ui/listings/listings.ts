/** Keeps the job list and the albums of the state up to date with what the edge says. */
import type { Album } from '../../../edge/api.ts';
import { AppError, type ProblemCode } from '../../../edge/problem.ts';
import type { Api } from '../../phone.ts';
import { type AlbumListing, NO_ALBUM } from '../state/app-state.ts';
import type { AppStore } from '../state/app-store.ts';
import type { Look } from './polling.ts';

export interface Listings {
  refreshJobs(): Promise<Look>;
  refreshAlbum(jobId: string): Promise<Look>;
  /** Makes the next look fetch the album anew, whatever its tag says. */
  forgetTag(jobId: string): void;
}

/** URLs that end within this time are asked for anew, ms. */
const RENEW_BEFORE_MS = 120_000;
const FAILED: Look = { changed: false, busy: false, failed: true };

export function createListings(store: AppStore, api: Api): Listings {
  const tags = new Map<string, string | null>();
  /** Of the answer that is shown; none where nothing is, or only what was seen last. */
  const tagOf = (key: string, isShown: boolean) => {
    const etag = isShown ? tags.get(key) : null;
    return etag ? { etag } : {};
  };
  const putAlbum = (jobId: string, change: Partial<AlbumListing>) =>
    store.update(({ albums }) => ({ albums: { ...albums, [jobId]: { ...(albums[jobId] ?? NO_ALBUM), ...change } } }));

  return {
    async refreshJobs() {
      try {
        const answer = await api.jobs(tagOf('', store.get().jobs.items !== null));
        const seen = { seenAtMs: api.now(), problem: null };
        if (answer.changed) {
          tags.set('', answer.etag);
          store.update({ jobs: { items: answer.value.jobs, next: answer.value.next ?? null, ...seen } });
        } else store.update(({ jobs }) => ({ jobs: { ...jobs, ...seen } }));
        return { changed: answer.changed, busy: false, failed: false };
      } catch (error) {
        store.update(({ jobs }) => ({ jobs: { ...jobs, problem: toProblemCode(error) } }));
        return FAILED;
      }
    },

    async refreshAlbum(jobId) {
      const known = store.get().albums[jobId];
      const isUsable = known?.items && known.expiresAtMs - RENEW_BEFORE_MS > api.now();
      try {
        const answer = await api.album(jobId, tagOf(jobId, Boolean(isUsable)));
        const seen = { seenAtMs: api.now(), problem: null };
        if (answer.changed) {
          tags.set(jobId, answer.etag);
          putAlbum(jobId, { ...toFirstPage(answer.value, store.get().albums[jobId]), ...seen });
        } else putAlbum(jobId, seen);
        const photos = store.get().albums[jobId]?.items ?? [];
        const busy = photos.some(({ state }) => state === 'arriving' || state === 'stored');
        return { changed: answer.changed, busy, failed: false };
      } catch (error) {
        putAlbum(jobId, { problem: toProblemCode(error) });
        return FAILED;
      }
    },

    forgetTag(jobId) {
      tags.delete(jobId);
    },
  };
}

/** The first page anew; pages that the user asked for stay below it. */
function toFirstPage(album: Album, known: AlbumListing | undefined) {
  const { photos, expires_at } = album;
  const next = album.next ?? null;
  const expiresAtMs = Date.parse(expires_at);
  const older = next === null ? [] : (known?.items?.slice(photos.length) ?? []);
  if (older.length === 0) return { items: photos, next, expiresAtMs };
  const ids = new Set(photos.map((photo) => photo.photo_id));
  const rest = older.filter((photo) => !ids.has(photo.photo_id));
  return { items: [...photos, ...rest], next: known?.next ?? null, expiresAtMs };
}

/** The code of a failure; one that has none is ours. */
export function toProblemCode(error: unknown): ProblemCode {
  return error instanceof AppError ? error.code : 'internal';
}

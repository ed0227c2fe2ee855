/** Keeps the job list and the albums of the state up to date with what the edge says. */
import type { Album, Job, JobList, Photo } from '../../../edge/api.ts';
import { AppError } from '../../../edge/app-error.ts';
import type { ProblemCode } from '../../../edge/problem.ts';
import type { Fresh, PageOptions, Phone } from '../../phone.ts';
import { type AppState, type Listing, NO_ALBUM } from '../state/app-state.ts';
import type { AppStore } from '../state/app-store.ts';
import type { PollResult } from './polling.ts';

export interface Listings {
  refreshJobs(): Promise<PollResult>;
  refreshAlbum(jobId: string): Promise<PollResult>;
  /** Whoever changes what is shown of an album says so: the next refresh fetches it anew, and one that is under way is not shown. */
  noteChange(jobId: string): void;
  /** Joins a refreshed first page with the further pages from now on; until then there are none. */
  keepPages(join: JoinPages): void;
}

/** @param known what is shown of the list, of this visit */
export type JoinPages = <T extends Job | Photo>(
  first: readonly T[],
  next: string | undefined,
  known: Listing<T>,
) => Pick<Listing<T>, 'items' | 'next'>;

/** Image URLs that expire within this time, ms, are renewed. */
const RENEW_BEFORE_MS = 120_000;

/** ETags of what is shown: of the job list under '', of an album under the id of its job. A number: what is shown has none. */
type Tags = Map<string, string | number | null>;

/** How one listing is brought up to date. */
interface Refresh<Value> {
  readonly key: string;
  /** False while nothing is shown, or what was seen on an earlier visit: then there is no tag for it. */
  readonly isShown: boolean;
  ask(options: PageOptions): Promise<Fresh<Value>>;
  put(change: Outcome, value?: Value): void;
}

type Outcome = Partial<Pick<Listing<never>, 'problem' | 'seenAtMs'>>;

const joinNothing: JoinPages = (items, next) => ({ items, next: next ?? null });

export function createListings(store: AppStore, { api, outbox }: Pick<Phone, 'api' | 'outbox'>): Listings {
  const tags: Tags = new Map();
  let join = joinNothing;
  // What was seen on an earlier visit has no further pages.
  const joinFor = (key: string): JoinPages => (tags.has(key) ? join : joinNothing);
  return {
    async refreshJobs() {
      const found = await refresh(tags, api, {
        key: '',
        isShown: store.get().jobs.items !== null,
        ask: (options) => api.jobs(options),
        put: createJobsPut(store, joinFor('')),
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
        put: createAlbumPut(store, jobId, joinFor(jobId)),
      });
      const photos = store.get().albums[jobId]?.items ?? [];
      const isMoving = photos.some(({ state }) => state === 'arriving' || state === 'stored');
      return { ...found, busy: found.busy || (isMoving && !found.failed) };
    },
    noteChange: (jobId) => void tags.set(jobId, Math.random()),
    keepPages(joining) {
      join = joining;
    },
  };
}

function createJobsPut(store: AppStore, join: JoinPages): Refresh<JobList>['put'] {
  return (change, list) =>
    store.update(({ jobs, openJobs }) => ({
      jobs: { ...jobs, ...(list && join(list.jobs, list.next, jobs)), ...change },
      // What the list says of jobs that are open is as new.
      ...(list && { openJobs: { ...openJobs, ...toOpened(list.jobs, openJobs) } }),
    }));
}

function toOpened(jobs: readonly Job[], openJobs: AppState['openJobs']) {
  return Object.fromEntries(jobs.filter((job) => openJobs?.[job.job_id]).map((job) => [job.job_id, job]));
}

function createAlbumPut(store: AppStore, jobId: string, join: JoinPages): Refresh<Album>['put'] {
  return (change, album) =>
    store.update(({ albums, openJobs }) => {
      const shown = albums[jobId] ?? NO_ALBUM;
      const page = album && {
        ...join(album.photos, album.next, shown),
        expiresAtMs: Date.parse(album.expires_at),
      };
      return {
        albums: { ...albums, [jobId]: { ...shown, ...page, ...change } },
        ...(album?.job && { openJobs: { ...openJobs, [jobId]: album.job } }),
      };
    });
}

async function refresh<Value>(
  tags: Tags,
  api: Phone['api'],
  { key, isShown, ask, put }: Refresh<Value>,
): Promise<PollResult> {
  const tag = tags.get(key);
  try {
    const fresh = await ask(isShown && typeof tag === 'string' ? { etag: tag } : {});
    // Something newer is shown than what this was asked of.
    if (tags.get(key) !== tag) return { changed: true, busy: true, failed: false };
    if (fresh.changed) tags.set(key, fresh.etag);
    put({ seenAtMs: api.now(), problem: null }, fresh.changed ? fresh.value : undefined);
    return { changed: fresh.changed, busy: false, failed: false };
  } catch (error) {
    put({ problem: toProblemCode(error) });
    return { changed: false, busy: false, failed: true };
  }
}

/** The code of a failure; `internal` for one that has none, and where the service itself can't be had now: there is signal. */
export function toProblemCode(error: unknown): ProblemCode {
  if (!(error instanceof AppError)) return 'internal';
  return error.code === 'unavailable' && error.retryAfterSeconds ? 'internal' : error.code;
}

/** The edge's routes by fetch. Every failure leaves as an AppError; a lost network is `unavailable`. */
import {
  type Album,
  type JobList,
  type Photo,
  ROUTES,
  UNSENT_HEADER,
  UNSENT_TOO_LONG_SECONDS,
} from '../../edge/api.ts';
import { AppError } from '../../edge/app-error.ts';
import type { ProblemCode } from '../../edge/problem.ts';
import { type StoredEntry, toUnsentSeconds } from '../outbox/stored-entry.ts';
import type { AlbumOptions, Api, Fresh, JobsOptions } from '../phone.ts';
import { abortAfter } from './abort-after.ts';
import type { TokenSource } from './token-source.ts';

export interface EdgeDependencies {
  readonly session: Pick<TokenSource, 'user' | 'token' | 'reload'>;
  /** Is told of each response of the edge: its `Date`, and the phone's clock at that moment and when it was asked for. */
  onResponse(serverMs: number, phoneMs: number, askedMs: number): void;
  /** What a response says that is a failure. */
  readFailure(response: Response): Promise<AppError>;
  /** For who only watches: is shown every album on its way to the caller. */
  onAlbum?(jobId: string, album: Album): void;
  now(): number;
  /** All that this phone keeps, oldest first: the owner is told when a photo cannot leave it. */
  kept(): readonly StoredEntry[] | Promise<readonly StoredEntry[]>;
}

/** Photos go another way (send-form.ts). */
const RESPONSE_TIMEOUT_MS = 60_000;

/** The routes for who is signed in at the moment of the call, and, by `of`, for one person and nobody else. */
export interface EdgeApi extends Api {
  /** Every call fails with `token-missing` unless the session is `subject`'s. `signal` ends all of them. */
  of(subject: string, signal?: AbortSignal): Api;
}

export function createApi(deps: EdgeDependencies): EdgeApi {
  return {
    ...createRoutes(deps, () => deps.session.user?.subject),
    of: (subject, signal) => createRoutes(deps, () => subject, signal),
  };
}

function createRoutes(deps: EdgeDependencies, whose: () => string | undefined, signal?: AbortSignal): Api {
  const ask = createAsk(deps, whose, signal);
  return {
    ask,
    now: deps.now,
    jobs: (options) => askPage<JobList>(ask, 'jobs', { path: ROUTES.jobs, ...options }),

    async album(jobId, options) {
      const album = await askPage<Album>(ask, 'photos', { path: ROUTES.photos, job_id: jobId, ...options });
      if (album.changed) deps.onAlbum?.(jobId, album.value);
      return album;
    },

    async editPhoto(jobId, { photo_id, revision }, edit) {
      const path = `${ROUTES.photos}/${photo_id}?${new URLSearchParams({ job_id: jobId })}`;
      const photo = await readJson(await ask(path, toJson('PATCH', edit, { 'if-match': `"${revision}"` })));
      if (!isObject(photo) || typeof photo.photo_id !== 'string') throw new AppError('unavailable');
      return photo as unknown as Photo;
    },
  };
}

/** Whose call it is stands fixed from its beginning: neither its repeat nor its response goes to who has signed in meanwhile. */
function createAsk(deps: EdgeDependencies, whose: () => string | undefined, signal?: AbortSignal): Api['ask'] {
  const { session } = deps;
  return async (path, init = {}) => {
    const subject = whose();
    if (subject === undefined) throw new AppError('token-missing');
    const unsent = toUnsentSeconds(await deps.kept(), Date.now());
    let askedMs = 0;
    const send = async (refusal?: ProblemCode) => {
      const authorized = withHeaders(init, await session.token({ subject, refusal }), unsent);
      askedMs = Date.now();
      return fetchOnce(path, authorized, signal);
    };
    const first = await send();
    // The phone's clock may be wrong about the token's end: the server's word counts, once.
    const response = first.status === 401 ? await send((await deps.readFailure(first)).code) : first;
    const serverMs = Date.parse(response.headers.get('date') ?? '');
    if (!Number.isNaN(serverMs)) deps.onResponse(serverMs, Date.now(), askedMs);
    await session.reload();
    if (session.user?.subject !== subject) throw new AppError('token-missing');
    // A renewed token that is refused is nothing that a sign-in would mend: the edge does not know the issuer's new key yet.
    if (response.status === 401) throw new AppError('internal');
    if (!response.ok && response.status !== 304) throw await deps.readFailure(response);
    return response;
  };
}

interface PageQuery extends JobsOptions, AlbumOptions {
  readonly path: string;
  readonly job_id?: string;
}

async function askPage<T>(
  ask: Api['ask'],
  member: keyof T & string,
  { path, etag, signal, ...query }: PageQuery,
): Promise<Fresh<T>> {
  const search = new URLSearchParams({ ...query }).toString();
  const headers = etag ? { 'if-none-match': etag } : {};
  const response = await ask(search ? `${path}?${search}` : path, { headers, ...(signal && { signal }) });
  if (response.status === 304) return { changed: false };
  return { changed: true, value: await readArray(response, member), etag: response.headers.get('etag') };
}

function withHeaders(init: RequestInit, token: string, unsentSeconds: number): RequestInit {
  const unsent = unsentSeconds > UNSENT_TOO_LONG_SECONDS && { [UNSENT_HEADER]: `${unsentSeconds}` };
  return { ...init, headers: { ...init.headers, authorization: `Bearer ${token}`, ...unsent } };
}

async function fetchOnce(path: string, init: RequestInit, signal?: AbortSignal): Promise<Response> {
  try {
    // Past every cache: the response's `Date` is then the server's present time. What is unchanged is told by ETag.
    return await fetch(path, {
      ...init,
      signal: abortAfter(RESPONSE_TIMEOUT_MS, init.signal ?? signal),
      cache: 'no-store',
    });
  } catch (cause) {
    throw new AppError('unavailable', { cause });
  }
}

function toJson(method: string, body: unknown, headers = {}): RequestInit {
  return { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } };
}

/** A page of a captive portal is no JSON, or not ours: to the caller the service is out of reach. */
async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (cause) {
    throw new AppError('unavailable', { cause });
  }
}

/** Checks the outline of a response: an object with an array under `member`. What stands in it is the edge's word. */
async function readArray<T>(response: Response, member: keyof T & string): Promise<T> {
  const value = await readJson(response);
  if (!isObject(value) || !Array.isArray(value[member])) throw new AppError('unavailable');
  return value as T;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

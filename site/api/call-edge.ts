/** The edge's routes by fetch. Every failure leaves as an AppError; a lost network is `unavailable`. */
import {
  type Album,
  isPhotoId,
  type JobList,
  type Photo,
  ROUTES,
  type Ticket,
  UNSENT_HEADER,
  UNSENT_TOO_LONG_SECONDS,
} from '../../edge/api.ts';
import { AppError, type ProblemCode } from '../../edge/problem.ts';
import { type StoredEntry, toUnsentSeconds } from '../outbox/stored-entry.ts';
import type { Api, Fresh, PageOptions } from '../phone.ts';
import { abortAfter } from './abort-after.ts';
import { readProblemCode } from './read-problem-code.ts';

export interface EdgeDependencies {
  /** @param renew get a new token even if the present one looks good: the server has refused it. */
  token(renew?: boolean): Promise<string>;
  /** Is told of each answer of the edge: its `Date`, and the phone's clock at that moment. */
  noteAnswer(serverMs: number, phoneMs: number): void;
  /** Is shown every album on its way to the caller. */
  noteAlbum(jobId: string, album: Album): void;
  now(): number;
  /** All that this phone keeps, oldest first: the owner is told when a photo cannot leave it. */
  kept(): readonly StoredEntry[] | Promise<readonly StoredEntry[]>;
}

/** Photos go another way (send-form.ts). */
const ANSWER_MS = 60_000;

export function createApi(deps: EdgeDependencies): Api {
  const ask: Api['ask'] = async (path, init = {}) => {
    const unsent = toUnsentSeconds(await deps.kept(), Date.now());
    const send = async (renew: boolean) => fetchOnce(path, init, await deps.token(renew), unsent);
    const first = await send(false);
    // The phone's clock may be wrong about the token's end: the server's word counts, once.
    const answer = first.status === 401 ? await send(true) : first;
    noteDate(answer, deps.noteAnswer);
    if (!answer.ok && answer.status !== 304) throw await toAppError(answer);
    return answer;
  };

  return {
    ask,
    now: deps.now,
    jobs: (options) => getPage(ask, ROUTES.jobs, {}, options, parseWithArray<JobList>('jobs')),

    async album(jobId, options) {
      const album = await getPage(ask, ROUTES.photos, { job_id: jobId }, options, parseWithArray<Album>('photos'));
      if (album.changed) deps.noteAlbum(jobId, album.value);
      return album;
    },

    async tickets(request) {
      const answer = await ask(ROUTES.uploadUrl, toJson('POST', request));
      const { tickets } = parseWithArray<{ tickets: readonly Ticket[] }>('tickets')(await readJson(answer));
      if (tickets.length !== request.photos.length || !tickets.every(isTicket)) throw new AppError('unavailable');
      return tickets;
    },

    async editPhoto(jobId, photoId, edit, revision) {
      const path = `${ROUTES.photos}/${photoId}?${new URLSearchParams({ job_id: jobId })}`;
      const init = toJson('PATCH', edit);
      const answer = await ask(path, { ...init, headers: { ...init.headers, 'if-match': `"${revision}"` } });
      const photo = await readJson(answer);
      if (!isObject(photo) || typeof photo.photo_id !== 'string') throw new AppError('unavailable');
      return photo as unknown as Photo;
    },
  };
}

async function fetchOnce(path: string, init: RequestInit, token: string, unsent: number): Promise<Response> {
  try {
    const told = unsent > UNSENT_TOO_LONG_SECONDS && { [UNSENT_HEADER]: `${unsent}` };
    const headers = { ...init.headers, authorization: `Bearer ${token}`, ...told };
    // Past every cache: the answer's `Date` is then the server's present time. What is unchanged is told by ETag.
    return await fetch(path, { ...init, headers, signal: abortAfter(ANSWER_MS), cache: 'no-store' });
  } catch (cause) {
    throw new AppError('unavailable', { cause });
  }
}

async function getPage<T>(
  ask: Api['ask'],
  path: string,
  query: Readonly<Record<string, string>>,
  { cursor, etag }: PageOptions = {},
  parse: (value: unknown) => T,
): Promise<Fresh<T>> {
  const search = new URLSearchParams({ ...query, ...(cursor ? { cursor } : {}) }).toString();
  const headers = etag ? { 'if-none-match': etag } : {};
  const answer = await ask(search ? `${path}?${search}` : path, { headers });
  if (answer.status === 304) return { changed: false };
  return { changed: true, value: parse(await readJson(answer)), etag: answer.headers.get('etag') };
}

function toJson(method: string, body: unknown) {
  return { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

/** A page of a captive portal is no JSON, or not ours: to the caller the service is out of reach. */
async function readJson(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch (cause) {
    throw new AppError('unavailable', { cause });
  }
}

/** Checks the outline of an answer: an object with an array under `name`. What stands in it is the edge's word. */
function parseWithArray<T>(name: string): (value: unknown) => T {
  return (value) => {
    if (!isObject(value) || !Array.isArray(value[name])) throw new AppError('unavailable');
    return value as T;
  };
}

function isTicket(value: unknown): value is Ticket {
  return (
    isObject(value) &&
    typeof value.photo_id === 'string' &&
    isPhotoId(value.photo_id) &&
    typeof value.key === 'string' &&
    typeof value.url === 'string' &&
    typeof value.expires_in === 'number' &&
    isObject(value.fields)
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function noteDate(answer: Response, note: EdgeDependencies['noteAnswer']): void {
  const serverMs = Date.parse(answer.headers.get('date') ?? '');
  if (!Number.isNaN(serverMs)) note(serverMs, Date.now());
}

async function toAppError(answer: Response): Promise<AppError> {
  const text = await answer.text().catch(() => '');
  const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
  const detail = readDetail(text);
  return new AppError(readProblemCode(text) ?? toProblemCode(answer.status), {
    ...(detail ? { detail } : {}),
    ...(Number.isFinite(seconds) ? { retryAfterSeconds: seconds } : {}),
  });
}

function readDetail(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && typeof value.detail === 'string' ? value.detail : null;
  } catch {
    return null;
  }
}

/** For an answer without a problem document: something in between made it, so only a clear word stops a photo. */
function toProblemCode(status: number): ProblemCode {
  if (status === 401) return 'token-invalid';
  return status === 429 ? 'too-many-requests' : 'unavailable';
}

/** Reads which part of an album is asked for. */
import { isPhotoId, LIMITS } from '../api.ts';
import { AppError } from '../problem.ts';
import { parseJobQuery } from './parse-captures.ts';

export interface AlbumQuery {
  readonly jobId: string;
  /** Null: the first page. */
  readonly cursor: string | null;
  /** Null: a page. */
  readonly photoIds: readonly string[] | null;
}

/** @throws {AppError} when a parameter is wrong, repeated, or does not go with another: `bad-request` */
export function parseAlbumQuery(query: URLSearchParams): AlbumQuery {
  const jobId = parseJobQuery(query);
  const cursor = query.get('cursor');
  const photoIds = query.get('ids')?.split(',') ?? null;
  const most = LIMITS.maxPhotosPerRequest;
  const isWrong = photoIds !== null && (photoIds.length > most || !photoIds.every(isPhotoId) || cursor !== null);
  if (!isWrong) return { jobId, cursor, photoIds };
  const detail = `Must be 1 to ${most} photo ids with commas between them, and no cursor beside them.`;
  throw new AppError('bad-request', { errors: [{ pointer: '?ids', detail }] });
}

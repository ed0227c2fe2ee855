/** What a dispatcher asks the edge for without a page. */
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import type { Album, Photo } from '../../../edge/api.ts';
import type { LocalRun } from '../../support/start-local-run.ts';

/** Asks the edge as the dispatcher; beside the album, whose only photos are what a test has taken. */
export async function askEdge(run: LocalRun, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { ...init.headers, authorization: `Bearer ${await run.token('dispatcher')}` };
  return fetch(run.info.dashboard + path, { ...init, headers });
}

export function toListing({ info }: LocalRun, path: string): ListObjectsV2Command {
  return new ListObjectsV2Command({ Bucket: info.s3.uploads_bucket, Prefix: path.slice(1) });
}

/** From the other job, without the page. */
export async function moveBack(run: LocalRun, photoId: string | null | undefined): Promise<void> {
  const album: Album = await (await askEdge(run, '/photos?job_id=j-2')).json();
  const revision = album.photos.find(({ photo_id }) => photo_id === photoId)?.revision;
  const headers = { 'content-type': 'application/json', 'if-match': `"${revision}"` };
  const body = JSON.stringify({ job_id: 'j-1' });
  expect((await askEdge(run, `/photos/${photoId}/move?job_id=j-2`, { method: 'POST', headers, body })).status).toBe(
    200,
  );
}

export async function findWhole(run: LocalRun): Promise<Photo | undefined> {
  const album: Album = await (await askEdge(run, '/photos?job_id=j-test')).json();
  return album.photos.find(({ state, bytes }) => state === 'ready' && (bytes ?? 0) > 60_000);
}

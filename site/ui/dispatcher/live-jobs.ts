/** Orders jobs by what happens in them: first where photos arrive, then by the last photo. */
import type { Job, Photo } from '../../../edge/api.ts';
import type { AlbumListing } from '../state/app-state.ts';

export interface LiveJob {
  readonly job: Job;
  /** Newest first, arriving ones before all. */
  readonly photos: readonly Photo[];
  readonly arriving: number;
  /** Who is sending what arrives; where nothing does, who sent the last photo. As far as names are known. */
  readonly senders: readonly string[];
  /** Unix ms of the last photo that arrived; null when there is none. */
  readonly lastAtMs: number | null;
}

/** @param jobs by last activity; those in which nothing has happened yet are left out */
export function toLiveJobs(jobs: readonly Job[], albums: Readonly<Record<string, AlbumListing>>): readonly LiveJob[] {
  return jobs
    .map((job) => toLiveJob(job, albums[job.job_id]?.items ?? []))
    .filter(({ arriving, lastAtMs }) => arriving > 0 || lastAtMs !== null)
    .sort((a, b) => Number(b.arriving > 0) - Number(a.arriving > 0) || (b.lastAtMs ?? 0) - (a.lastAtMs ?? 0));
}

function toLiveJob(job: Job, photos: readonly Photo[]): LiveJob {
  const arriving = photos.filter((photo) => photo.state === 'arriving');
  const arrived = photos.filter((photo) => photo.state !== 'arriving');
  const times = [job.last_photo_at, ...arrived.map((photo) => photo.uploaded_at)]
    .map((time) => Date.parse(time ?? ''))
    .filter((ms) => !Number.isNaN(ms));
  const sent = arriving.length > 0 ? arriving : arrived.slice(0, 1);
  return {
    job,
    photos: [...arriving, ...arrived],
    arriving: arriving.length,
    senders: [...new Set(sent.flatMap(({ uploaded_by_name }) => uploaded_by_name ?? []))],
    lastAtMs: times.length > 0 ? Math.max(...times) : null,
  };
}

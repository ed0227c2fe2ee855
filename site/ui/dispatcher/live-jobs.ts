/** Orders jobs by what happens in them: first where photos arrive, then by the last photo. */
import type { Job, Photo } from '../../../edge/api.ts';
import type { AlbumListing } from '../state/app-state.ts';

export interface LiveJob {
  readonly job: Job;
  /** Newest first, arriving ones before all. */
  readonly photos: readonly Photo[];
  readonly arriving: number;
  /** Unix ms of the last photo that arrived; null when there is none. */
  readonly lastAtMs: number | null;
}

export function toLiveJobs(jobs: readonly Job[], albums: Readonly<Record<string, AlbumListing>>): readonly LiveJob[] {
  return jobs
    .filter((job) => job.status === 'open' && albums[job.job_id]?.items)
    .map((job) => toLiveJob(job, albums[job.job_id]?.items ?? []))
    .sort((a, b) => Number(b.arriving > 0) - Number(a.arriving > 0) || (b.lastAtMs ?? 0) - (a.lastAtMs ?? 0));
}

function toLiveJob(job: Job, photos: readonly Photo[]): LiveJob {
  const arriving = photos.filter((photo) => photo.state === 'arriving');
  const arrived = photos.filter((photo) => photo.state !== 'arriving');
  const times = arrived.map((photo) => Date.parse(photo.uploaded_at ?? '')).filter((ms) => !Number.isNaN(ms));
  return {
    job,
    photos: [...arriving, ...arrived],
    arriving: arriving.length,
    lastAtMs: times.length > 0 ? Math.max(...times) : null,
  };
}

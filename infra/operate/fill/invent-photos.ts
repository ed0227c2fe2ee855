/** Invented photos: of the same number in the same job always the same capture, so that what is there already is known. */
import { derivePhotoId } from '../../../edge/core/photo-id.ts';
import { type PlannedPhoto, planPhoto } from '../../../edge/core/plan-photo.ts';
import type { JobFile } from '../../../origin/job-file.ts';
import { STAGES } from '../../../origin/records.ts';
import type { Sample } from './draw-samples.ts';

export interface InventedPhoto {
  readonly jobId: string;
  readonly planned: PlannedPhoto;
  readonly sample: Sample;
}

export interface PhotoInvention {
  readonly job: JobFile;
  /** Of the job. */
  readonly total: number;
  readonly samples: readonly Sample[];
  readonly nowMs: number;
}

/** The first was taken so long ago. */
const OLDEST_MS = 60 * 24 * 3_600_000;
const LAST_MS = 3_600_000;
const TITLES = ['Left wall', 'Behind the boiler', 'Where the fence ends', 'Truck, loaded', 'Swept'];
/** Every so many numbers there is a title. */
const TITLED_EVERY = 4;

/**
 * @param index from 0, the one that was taken first
 * @throws {TypeError} when there is no sample
 */
export function inventPhoto(index: number, { job, total, samples, nowMs }: PhotoInvention): InventedPhoto {
  const [subject = 'crew-01'] = job.members;
  const sample = samples[index % samples.length];
  if (!sample) throw new TypeError('no sample was drawn');
  const id = `filled-${index}`;
  const photoId = derivePhotoId(subject, job.job_id, id);
  const takenMs = nowMs - LAST_MS - ((total - 1 - index) / total) * OLDEST_MS;
  const title = index % TITLED_EVERY === 0 ? TITLES[(index / TITLED_EVERY) % TITLES.length] : undefined;
  const stage = STAGES[Math.floor(index / 3) % (STAGES.length + 1)];
  const asked = {
    id,
    type: 'image/jpeg' as const,
    size: sample.bytes.length,
    taken_at: new Date(takenMs).toISOString(),
    sha256: sample.sha256,
    part: 'photo' as const,
    files: { photo: sample.sha256 },
    ...(title === undefined ? {} : { title }),
    ...(stage === undefined ? {} : { stage }),
  };
  const name = job.member_names[subject] ?? null;
  return { jobId: job.job_id, planned: planPhoto(asked, photoId, { jobId: job.job_id, subject, name }), sample };
}

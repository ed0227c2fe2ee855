/**
 * An album as a customer's link shows it: by a list of what is shown, so that nothing new of a photo or a job ever gets there by
 * itself. No name of the crew, no place, no address, no key or hash of a file that the link did not bring itself.
 */
import type { Album, Job, LinkAlbum, LinkJob, LinkPhoto, Photo } from '../api.ts';

/** A link's signatures end within a minute, as the link itself does when it is revoked. */
export const LINK_IMAGE_SECONDS = 60;
const ROUNDING_MS = 15_000;

/** When a link's image URLs end: 45–60 s from now, so that those who ask within a quarter of a minute get the same. */
export function toLinkImageExpiry(now: Date): Date {
  return new Date(
    (Math.floor(now.getTime() / ROUNDING_MS) + 1) * ROUNDING_MS + LINK_IMAGE_SECONDS * 1000 - ROUNDING_MS,
  );
}

/** @param own the photos that came by this link */
export function toLinkAlbum(
  { job_id, job, can, photos, expires_at, next, deleted }: Album,
  own: ReadonlySet<string>,
): LinkAlbum {
  return {
    job_id,
    ...(job ? { job: toLinkJob(job) } : {}),
    ...(can === undefined ? {} : { can }),
    photos: photos.map((photo) => toLinkPhoto(photo, own.has(photo.photo_id))),
    expires_at,
    ...(next === undefined ? {} : { next }),
    ...(deleted === undefined ? {} : { deleted }),
  };
}

function toLinkJob({ job_id, title, status, scheduled_for, can }: Job): LinkJob {
  return { job_id, title, status, scheduled_for, can };
}

function toLinkPhoto(photo: Photo, isOwn: boolean): LinkPhoto {
  const { photo_id, state, title, stage, taken_at, uploaded_at, width, height, placeholder } = photo;
  return {
    ...{ photo_id, state, title, stage, taken_at, uploaded_at, width, height, placeholder },
    ...(photo.is_cut_off ? { is_cut_off: true } : {}),
    ...{ url: photo.url, thumb_url: photo.thumb_url, preview_url: photo.preview_url },
    // The phone that has sent it compares the bytes.
    ...(isOwn ? { is_own: true, sha256: photo.sha256, part: photo.part, revision: photo.revision } : {}),
  };
}

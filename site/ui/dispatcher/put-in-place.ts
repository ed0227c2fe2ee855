/** Where a photo that comes back stands in its album. */
import type { Photo } from '../../../edge/api.ts';
import { toShownTime } from '../parts/describe-photo.ts';

/** In the album's order: what is arriving, then the newest capture first. Elsewhere the next look would move its tile, and drop its focus. */
export function putInPlace(items: readonly Photo[], photo: Photo): readonly Photo[] {
  const place = toPlace(photo);
  const at = items.findIndex((item) => item.uploaded_at !== null && toPlace(item) < place);
  return at < 0 ? [...items, photo] : [...items.slice(0, at), photo, ...items.slice(at)];
}

/** As the edge sorts: by the time of taking that can be true and be read, else of arrival; of one time by the id. */
function toPlace(photo: Photo): string {
  const times = [toShownTime(photo), photo.uploaded_at].map((time) => Date.parse(time ?? ''));
  return `${new Date(times.find((ms) => !Number.isNaN(ms)) ?? 0).toISOString()}#${photo.photo_id}`;
}

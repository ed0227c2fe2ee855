/**
 * The new first page of a list, and below it the further pages that the user asked for: they begin where it ends. Where so much
 * has come that it ends above all that was known, they would leave a hole, and are asked for again.
 */
import type { Job, Photo } from '../../../edge/api.ts';
import type { JoinPages } from './listings.ts';
import { renewUrls } from './renew-urls.ts';

export const joinPages: JoinPages = (first, next, known) => {
  const last = first.at(-1);
  const items = known.items ?? [];
  const at = next && last ? items.findIndex((item) => idOf(item) === idOf(last)) : -1;
  const ids = new Set(first.map(idOf));
  const kept = at < 0 ? [] : items.slice(at + 1).filter((item) => !ids.has(idOf(item)));
  const rest = renewUrls(kept, first);
  return { items: [...first, ...rest], next: rest.length > 0 ? known.next : (next ?? null) };
};

function idOf(item: Job | Photo): string {
  return 'photo_id' in item ? item.photo_id : item.job_id;
}

/**
 * The small pictures of photos that are on their way, as object URLs: an image can't be asked for with a token. One that is not
 * there is not asked for again.
 */
import { ROUTES } from '../../../edge/api.ts';
import type { Api } from '../../phone.ts';
import { createPreviews } from './previews.ts';
import { type TileState, withoutOwn } from './tiles-of.ts';

/** Of so many at a time; others are told in words alone. */
const MOST = 60;

export interface ShownLooks {
  follow(state: Omit<TileState, 'seenPhotos'>): void;
}

/** Calls `changed` with the new map, by photo id, whenever there is another picture, or one less. */
export function createFirstLooks(
  { ask }: Pick<Api, 'ask'>,
  changed: (urls: ReadonlyMap<string, string>) => void,
): ShownLooks {
  const jobIds = new Map<string, string>();
  const preview = async (id: string) => {
    const query = new URLSearchParams({ job_id: jobIds.get(id) ?? '' });
    const response = await ask(`${ROUTES.photos}/${id}/first-look?${query}`, { method: 'GET' }).catch(() => null);
    return (await response?.blob()) ?? null;
  };
  const pictures = createPreviews({ preview }, changed);
  return {
    follow(state) {
      const arriving = Object.entries(state.albums).flatMap(([jobId, { items }]) =>
        withoutOwn(items ?? [], jobId, state)
          .filter((photo) => photo.first_look)
          .map(({ photo_id: id }) => ({ id, jobId })),
      );
      for (const { id, jobId } of arriving) jobIds.set(id, jobId);
      pictures.follow(arriving.slice(0, MOST));
    },
  };
}

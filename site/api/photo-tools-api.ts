/** The edge's routes of what is done to a photo beside its words. Loaded when it is needed. */
import { type Photo, ROUTES } from '../../edge/api.ts';
import type { Api } from '../phone.ts';
import { readWith } from './read-with.ts';

/** Every method rejects with an AppError. */
export interface PhotoToolsApi {
  /** Responds with the photo as it is in its new job. */
  movePhoto(jobId: string, photo: Pick<Photo, 'photo_id' | 'revision'>, to: string): Promise<Photo>;
}

export function createPhotoToolsApi({ ask }: Pick<Api, 'ask'>): PhotoToolsApi {
  return {
    async movePhoto(job_id, { photo_id, revision }, to) {
      const response = await ask(`${ROUTES.photos}/${photo_id}/move?${new URLSearchParams({ job_id })}`, {
        method: 'POST',
        body: JSON.stringify({ job_id: to }),
        headers: { 'content-type': 'application/json', 'if-match': `"${revision}"` },
      });
      return (await readWith(response, 'photo_id')) as unknown as Photo;
    },
  };
}

/** GET /photos/deleted: what was deleted from a job and can still be brought back. It is for those who may delete. */
import type { AlbumPhoto } from '../../origin/album-row.ts';
import { isExpired } from '../../origin/records.ts';
import type { DeletedAlbum, DeletedPhoto } from '../api.ts';
import { toFacts } from '../core/album.ts';
import { MOST_DELETED } from '../core/album-page.ts';
import { type EdgeResponse, toJsonResponse } from '../core/exchange.ts';
import { parseJobQuery } from '../core/parse-captures.ts';
import type { RouteCall } from '../core/route.ts';
import { admit } from './admit.ts';

/** The bytes lie under delete markers, so no image has a URL: the placeholder tells one picture from another. */
const NO_URLS = { url: null, thumb_url: null, preview_url: null } as const;

/** Without the other files: they have no URL either. */
function toListed(record: AlbumPhoto) {
  const {
    images_of: _images,
    original: _original,
    laterUploads: _later,
    hasMoreUploads: _more,
    ...facts
  } = toFacts(record);
  return facts;
}

export async function listDeleted(call: RouteCall): Promise<EdgeResponse> {
  const jobId = parseJobQuery(call.request.query);
  await admit(call, jobId, 'delete');
  const records = await call.services.photos.listDeleted(jobId, MOST_DELETED);
  const nowSeconds = Math.floor(call.now.getTime() / 1000);
  const photos = records
    .filter((record) => !isExpired(record, nowSeconds))
    .flatMap(({ deleted_at, expires_at, ...record }): DeletedPhoto[] =>
      deleted_at === undefined || expires_at === undefined
        ? []
        : [
            {
              ...toListed(record),
              ...NO_URLS,
              deleted_at,
              restorable_until: new Date(expires_at * 1000).toISOString(),
            },
          ],
    );
  const album: DeletedAlbum = { job_id: jobId, photos };
  return toJsonResponse(album);
}

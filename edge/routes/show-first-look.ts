/**
 * GET /photos/{photo_id}/first-look: the small picture of a photo that is on its way, for whoever sees that photo in the album. It
 * was made by a phone and is checked in outline only, so it is sent as nothing that a browser would run.
 */
import { isPhotoId } from '../../origin/photo-key.ts';
import type { EdgeResponse } from '../core/exchange.ts';
import { parseJobQuery } from '../core/parse-captures.ts';
import type { RouteCall } from '../core/route.ts';
import { AppError } from '../problem.ts';
import { admit, recordAudit } from './admit.ts';
import { toImageAccess } from './photo-urls.ts';

const HARMLESS = {
  'content-type': 'image/jpeg',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
  'cache-control': 'private, no-store',
} as const;

/** @throws {AppError} when there is none, the photo has come, or the caller sees no photos that are on their way: `not-found` */
export async function showFirstLook(call: RouteCall): Promise<EdgeResponse> {
  const jobId = parseJobQuery(call.request.query);
  const { photo_id: photoId = '' } = call.params;
  if (!isPhotoId(photoId)) throw new AppError('not-found');
  const { actions } = await admit(call, jobId, 'view');
  const nowSeconds = Math.floor(call.now.getTime() / 1000);
  const [jpeg] = await Promise.all([
    call.services.photos.readFirstLook(jobId, photoId, nowSeconds),
    recordAudit(call, { action: 'album-read', jobId, actor: call.principal }),
  ]);
  if (jpeg === null || toImageAccess(actions) !== 'originals') throw new AppError('not-found');
  return { status: 200, headers: HARMLESS, body: Buffer.from(jpeg, 'base64') };
}

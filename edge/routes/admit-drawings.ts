/** Lets somebody draw on photos of a job: who may change photos there, and on such as are in it, or were. */
import type { Asked } from '../core/parse-captures.ts';
import type { Action } from '../core/principal.ts';
import type { RouteCall } from '../core/route.ts';
import { AppError } from '../problem.ts';
import { denyAction } from './admit.ts';

interface Drawings {
  readonly captures: readonly Asked[];
  /** What the caller may do in the job. */
  readonly actions: readonly Action[];
}

/**
 * Of most captures none is a drawing, and nothing is read. One that was deleted or given to another job since counts as one of the job.
 * @throws {AppError} when the caller may not edit there (`access-denied`), or a photo never was in the job (`bad-request`)
 */
export async function admitDrawings(call: RouteCall, jobId: string, { captures, actions }: Drawings): Promise<void> {
  const ids = captures.flatMap(({ drawn_on }) => drawn_on ?? []);
  if (ids.length === 0) return;
  if (!actions.includes('edit')) await denyAction(call, jobId, 'edit');
  const found = await call.services.photos.readPhotos(jobId, ids);
  const known = new Set(found.map(({ photo_id }) => photo_id));
  const errors = captures.flatMap(({ drawn_on }, index) =>
    drawn_on === undefined || known.has(drawn_on)
      ? []
      : [{ pointer: `/photos/${index}/drawn_on`, detail: 'Must be the id of a photo of this job.' }],
  );
  if (errors.length > 0) throw new AppError('bad-request', { errors });
}

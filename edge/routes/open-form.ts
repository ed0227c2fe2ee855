/**
 * POST /form: the way in for a browser without script. Job and token come in a form's body, and the response is a page with
 * S3's own form in it, ready to be filled in. Nothing is announced: nobody has chosen a photo yet.
 */
import { TYPED_CAPTURE } from '../../origin/records.ts';
import { type EdgeRequest, type EdgeResponse, parseFormBody } from '../core/exchange.ts';
import { toFormResponse } from '../core/form-page.ts';
import { issueTicket } from '../core/issue-ticket.ts';
import { parseJobQuery } from '../core/parse-captures.ts';
import { planPhoto } from '../core/plan-photo.ts';
import type { RouteCall } from '../core/route.ts';
import { parseFormToken } from '../core/verify-token.ts';
import { LANDING_PAGE } from '../core/viewer-contract.ts';
import { AppError } from '../problem.ts';
import { admit, admitPhotos, recordAudit } from './admit.ts';
import { toAuditedAction, toTerms } from './issue-tickets.ts';

/**
 * Takes the token out of the form's body, and lets it come by no second way (RFC 6750 section 2.2).
 * @throws {AppError} when there is no token in the body, or a second one: as parseFormToken, or `bad-request`
 */
export function readFormToken(request: EdgeRequest): string {
  const fields = parseFormBody(request);
  if (request.headers.authorization === undefined) return parseFormToken(fields.getAll('access_token'));
  throw new AppError('bad-request', { detail: 'The token belongs into the form, and nowhere else.' });
}

/** Every form is for a photo of its own: who comes back for a second one must not write over the first. */
export async function openForm(call: RouteCall): Promise<EdgeResponse> {
  const { request, principal, services } = call;
  const jobId = parseJobQuery(parseFormBody(request));
  const { actions, readJob } = await admit(call, jobId, 'upload');
  const job = await readJob();
  await admitPhotos(call, jobId, job);
  // The type is part of the key, and a plain form cannot tell it: a phone that is asked for JPEG gives JPEG.
  const capture = { type: 'image/jpeg', id: TYPED_CAPTURE } as const;
  const photo = planPhoto(capture, services.createUuid(), { jobId, ...principal });
  const terms = { ...toTerms(call, 'POST'), landing: `${request.origin}${LANDING_PAGE}` };
  const [ticket] = await Promise.all([
    issueTicket(photo, terms),
    recordAudit(call, toAuditedAction(call, jobId, [photo])),
  ]);
  call.counters.ticketsIssued += 1;
  return toFormResponse({ jobId, jobTitle: actions.includes('view') ? (job?.title ?? null) : null, ticket });
}

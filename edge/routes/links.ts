/** POST, GET and DELETE /links: who may share a job makes links to it for customers without an account, and ends them. */
import type { AuditRecord } from '../../origin/audit-log.ts';
import { formatLinkKey, isLinkGood, type LinkRecord, toLinkRowEnd } from '../../origin/customer-link.ts';
import type { CustomerLink, LinkList, MadeLink } from '../api.ts';
import { type AuditedAction, toAuditEntry } from '../core/audit.ts';
import { type EdgeResponse, parseJsonBody, toJsonResponse } from '../core/exchange.ts';
import { formatLinkFragment, toLinkId } from '../core/link-secret.ts';
import { parseJobQuery } from '../core/parse-captures.ts';
import { type AskedLink, parseLinkId, parseNewLink } from '../core/parse-link.ts';
import { drawQrCode } from '../core/qr-code.ts';
import type { RouteCall } from '../core/route.ts';
import { LINK_LIMITS, LINK_PAGE } from '../link-api.ts';
import { AppError } from '../problem.ts';
import { admit } from './admit.ts';

const DAY_MS = 24 * 3600 * 1000;
/** Whoever has the response has the link. */
const NO_STORE = { 'cache-control': 'no-store' };

/**
 * Makes a link. Its secret is in this response and nowhere else.
 * @throws {AppError} when the job has too many that are still good (`bad-request`), or nobody has made it (`not-found`)
 */
export async function makeLink(call: RouteCall): Promise<EdgeResponse> {
  const asked = parseNewLink(parseJsonBody(call.request));
  const { readJob } = await admit(call, asked.jobId, 'share');
  const [job, others] = await Promise.all([readJob(), call.services.links.list(asked.jobId)]);
  // A job that nobody has made has no log, and nothing to show.
  if (job === null) throw new AppError('not-found');
  if (others.filter((link) => isLinkGood(link, call.now)).length >= LINK_LIMITS.maxLinks) {
    const detail = `A job may have ${LINK_LIMITS.maxLinks} links at once. End one of them.`;
    throw new AppError('bad-request', { errors: [{ pointer: '/job_id', detail }] });
  }
  const secret = call.services.createSecret();
  const link = toLinkRecord(call, asked, toLinkId(secret));
  const detail = { link: link.link_id, name: link.name, may: link.may, ends_at: link.ends_at };
  await call.services.links.add(link, toEntry(call, link, { action: 'link-made', detail }));
  const url = `${call.request.origin}${LINK_PAGE}#${formatLinkFragment(asked.jobId, secret)}`;
  const made: MadeLink = { ...toCustomerLink(link), url, qr: drawQrCode(url) };
  return { ...toJsonResponse(made, NO_STORE), status: 201 };
}

/** Made last first; of each who made it and when it was last opened, and no secret. */
export async function listLinks(call: RouteCall): Promise<EdgeResponse> {
  const jobId = parseJobQuery(call.request.query);
  await admit(call, jobId, 'share');
  const links = [...(await call.services.links.list(jobId))].sort((a, b) => (a.made_at < b.made_at ? 1 : -1));
  const list: LinkList = { job_id: jobId, links: links.map(toCustomerLink) };
  return toJsonResponse(list);
}

/**
 * Ends a link, at once and for good. One that has ended stays as it is.
 * @throws {AppError} when the job has no such link: `not-found`
 */
export async function revokeLink(call: RouteCall): Promise<EdgeResponse> {
  const { request, services, now } = call;
  const linkId = parseLinkId(request.query);
  const jobId = parseJobQuery(request.query);
  await admit(call, jobId, 'share');
  const link = await services.links.read({ jobId, linkId });
  if (link === null) throw new AppError('not-found');
  if (link.revoked_at === undefined) {
    const entry = toEntry(call, link, { action: 'link-revoked', detail: { link: linkId, name: link.name } });
    await services.links.revoke({ jobId, linkId }, now.toISOString(), entry);
  }
  return { status: 204, headers: { 'cache-control': 'no-store' }, body: '' };
}

function toLinkRecord(
  { principal, now }: RouteCall,
  { jobId, name, may, days }: AskedLink,
  linkId: string,
): LinkRecord {
  const end = new Date(now.getTime() + days * DAY_MS);
  return {
    ...formatLinkKey(jobId, linkId),
    job_id: jobId,
    link_id: linkId,
    name,
    may,
    made_at: now.toISOString(),
    made_by: principal.subject,
    made_by_name: principal.name,
    ends_at: end.toISOString(),
    expires_at: toLinkRowEnd(end),
    counted: [],
    bytes: 0,
    turn: 0,
  };
}

function toEntry(
  { principal, request, now }: RouteCall,
  { job_id: jobId, link_id }: Pick<LinkRecord, 'job_id' | 'link_id'>,
  { action, detail }: Pick<AuditedAction, 'action' | 'detail'>,
): AuditRecord {
  const cause = [request.requestId, link_id];
  return toAuditEntry({ action, jobId, actor: principal, cause, ...(detail ? { detail } : {}) }, request, now).record;
}

function toCustomerLink(link: LinkRecord): CustomerLink {
  const { link_id, name, may, made_at, made_by_name, ends_at, revoked_at = null, opened_at = null } = link;
  return { link_id, name, may, made_at, made_by_name, ends_at, revoked_at, opened_at };
}

/** POST /links/open: exchanges the secret of a link for a token of an hour. The one route of the API that wants no token. */
import { isLinkGood, type LinkRecord } from '../../origin/customer-link.ts';
import type { OpenedLink } from '../api.ts';
import { type AuditEntry, toAuditEntry } from '../core/audit.ts';
import { type EdgeRequest, type EdgeResponse, parseJsonBody, readHeader, toJsonResponse } from '../core/exchange.ts';
import { isObject } from '../core/is-object.ts';
import { parseLinkFragment } from '../core/link-secret.ts';
import { LINK_TOKEN_SECONDS, signLinkToken, toLinkPolicy, toLinkPrincipal } from '../core/link-token.ts';
import type { RouteCall } from '../core/route.ts';
import { AppError } from '../problem.ts';

/** Whoever has the response has the token. */
const NO_STORE = { 'cache-control': 'no-store' };
const DEVICES = { phone: 'mobile', tablet: 'tablet', desktop: 'desktop', tv: 'smarttv' } as const;

/**
 * Opens a link. One that was never made, has ended or was revoked cannot be told apart.
 * @throws {AppError} when it is no longer good, or never was: `link-ended`; when this address has guessed too often: `too-many-requests`
 */
export async function openLink(call: RouteCall): Promise<EdgeResponse> {
  const { request, services, config, now } = call;
  const guesser = request.from.address ?? '';
  const mayTry = services.guesses.mayTry(guesser, now.getTime());
  if (!mayTry) throw new AppError('too-many-requests', { retryAfterSeconds: 60 });
  const body = parseJsonBody(request);
  const name = parseLinkFragment(isObject(body) ? body.secret : null);
  const link = name === null ? null : await services.links.read(name);
  if (name === null || link === null || !isLinkGood(link, now)) {
    services.guesses.noteWrong(guesser, now.getTime());
    throw new AppError('link-ended');
  }
  const [signer] = await Promise.all([services.keys.readLinkSigner(), noteOpening(call, link)]);
  const { subject } = toLinkPrincipal(link);
  const opened: OpenedLink = {
    token: signLinkToken(name, signer, { policy: toLinkPolicy(config.stage), now }),
    expires_in: LINK_TOKEN_SECONDS,
    subject,
    job_id: link.job_id,
    name: link.name,
    may: link.may,
    ends_at: link.ends_at,
  };
  return toJsonResponse(opened, NO_STORE);
}

/** The first opening of an hour, with the country and the kind of device, and nothing more. */
async function noteOpening(call: RouteCall, link: LinkRecord): Promise<void> {
  const { services, now } = call;
  const entry = toOpeningEntry(call, link);
  if (!services.auditBudget.take(entry, now.getTime())) return;
  const name = { jobId: link.job_id, linkId: link.link_id };
  await services.links.noteOpening(name, now.toISOString(), entry).catch((error: unknown) => {
    services.auditBudget.forget(entry);
    throw error;
  });
}

function toOpeningEntry({ request, now }: RouteCall, link: LinkRecord): AuditEntry {
  const actor = toLinkPrincipal(link);
  const detail = { link: link.link_id, device: readDevice(request) };
  const told = { requestId: request.requestId, from: { ...request.from, address: null } };
  return toAuditEntry({ action: 'link-opened', jobId: link.job_id, actor, detail }, told, now);
}

function readDevice(request: EdgeRequest): string | null {
  const is = (kind: string) => readHeader(request, `cloudfront-is-${kind}-viewer`) === 'true';
  // CloudFront takes some tablets for mobile too.
  return ['tablet', 'phone', 'tv', 'desktop'].find((name) => is(DEVICES[name as keyof typeof DEVICES])) ?? null;
}

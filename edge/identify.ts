/** Who makes a request: nobody, somebody whose token the issuer has signed, or a customer who came by a link. */
import { isLinkGood } from '../origin/customer-link.ts';
import type { EdgeConfig } from './config.ts';
import type { EdgeRequest } from './core/exchange.ts';
import { isLinkToken, parseLinkClaims, toLinkPolicy, toLinkPrincipal } from './core/link-token.ts';
import type { EdgeServices } from './core/ports.ts';
import { NOBODY, parsePrincipal } from './core/principal.ts';
import type { EdgeRoute, RouteCall } from './core/route.ts';
import { parseBearer, verifyToken } from './core/verify-token.ts';
import { AppError } from './problem.ts';

export interface Identification {
  readonly route: EdgeRoute;
  readonly config: EdgeConfig;
  readonly services: EdgeServices;
  readonly now: Date;
}

export type Identified = Pick<RouteCall, 'principal' | 'link'>;

/**
 * Verifies a request's token, where its route wants one.
 * @throws {AppError} when there is none that holds, or it is a link's and the route is not for links: `access-denied`
 */
export async function identify(request: EdgeRequest, context: Identification): Promise<Identified> {
  const { route, config, services, now } = context;
  if (route.isPublic) return { principal: NOBODY };
  const token = (route.readToken ?? readBearer)(request);
  if (isLinkToken(token, toLinkPolicy(config.stage))) return identifyLink(token, context);
  const claims = await verifyToken(token, { policy: config.token, now, findKey: services.keys.findKey });
  const principal = parsePrincipal(claims, config.token);
  return { principal: config.customer_uploads ? principal : { ...principal, customersOnlyView: true } };
}

/** The link is read anew for each request, so that one that is revoked is so at once and everywhere. */
async function identifyLink(token: string, { route, config, services, now }: Identification): Promise<Identified> {
  const policy = toLinkPolicy(config.stage);
  const name = parseLinkClaims(await verifyToken(token, { policy, now, findKey: services.keys.findLinkKey }));
  if (!route.isForLinks) throw new AppError('access-denied');
  const link = await services.links.read(name);
  if (link === null || !isLinkGood(link, now)) throw new AppError('token-invalid');
  return { principal: toLinkPrincipal(link), link };
}

function readBearer({ headers }: EdgeRequest): string {
  return parseBearer(headers.authorization ?? []);
}

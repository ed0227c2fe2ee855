/**
 * What every request goes through, in this order: its route is found, its token verified, the route's function called. A
 * route is a line in a handler file's table (upload-url.ts, photos.ts, jobs.ts) and a function from a RouteCall to an
 * EdgeResponse (routes/); a fourth handler file is a fourth table.
 */
import type { EdgeConfig } from './config.ts';
import type { EdgeRequest, EdgeResponse } from './core/exchange.ts';
import type { EdgeServices } from './core/ports.ts';
import { parsePrincipal } from './core/principal.ts';
import { type EdgeRoute, findRoute, type RouteCall } from './core/route.ts';
import { mayHoldPhotos, parseUnsentSeconds } from './core/unsent.ts';
import { parseBearer, verifyToken } from './core/verify-token.ts';

/** What a request is answered with. */
export interface RoutingContext {
  readonly routes: readonly EdgeRoute[];
  readonly config: EdgeConfig;
  readonly services: EdgeServices;
  readonly now: Date;
  readonly counters: RouteCall['counters'];
  /** Called once the route is known, before anything can be refused in its name. */
  readonly onRoute: (route: EdgeRoute) => void;
}

/**
 * Responds to a request.
 * @throws {AppError} when it is refused or a service is not there
 */
export async function routeRequest(request: EdgeRequest, context: RoutingContext): Promise<EdgeResponse> {
  const { config, services, now, counters } = context;
  const { route, params } = findRoute(context.routes, request);
  context.onRoute(route);
  const token = (route.readToken ?? readBearer)(request);
  const claims = await verifyToken(token, { policy: config.token, now, findKey: services.keys.findKey });
  const principal = parsePrincipal(claims, config.token);
  const unsentSeconds = mayHoldPhotos(principal) ? parseUnsentSeconds(request) : null;
  const reported = unsentSeconds === null ? null : services.unsent.report(unsentSeconds);
  const call = { request, params, principal, config, now, services, counters };
  const response = await route.respond(call).finally(() => reported);
  return request.method === 'HEAD' ? { ...response, body: '' } : response;
}

function readBearer({ headers }: EdgeRequest): string {
  return parseBearer(headers.authorization ?? []);
}

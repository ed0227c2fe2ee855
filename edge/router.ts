/**
 * What every request goes through, in this order: its route is found, its token verified, the route's function called. A
 * route is a line in a handler file's table (upload-url.ts, photos.ts, jobs.ts, links.ts) and a function from a RouteCall to an
 * EdgeResponse (routes/); a fifth handler file is a fifth table.
 */
import type { EdgeConfig } from './config.ts';
import type { EdgeRequest, EdgeResponse } from './core/exchange.ts';
import type { EdgeServices } from './core/ports.ts';
import { type EdgeRoute, findRoute, type RouteCall } from './core/route.ts';
import { mayHoldPhotos, parseUnsentSeconds } from './core/unsent.ts';
import { type Identified, identify } from './identify.ts';

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
  const caller = await identify(request, { route, config, services, now });
  const { principal } = caller;
  const unsentSeconds = mayHoldPhotos(principal) ? parseUnsentSeconds(request) : null;
  const reported = unsentSeconds === null ? null : services.unsent.report(unsentSeconds);
  const call = { ...{ params, config, now, services, counters }, ...caller, request: toTold(request, caller) };
  const response = await route.respond(call).finally(() => reported);
  return request.method === 'HEAD' ? { ...response, body: '' } : response;
}

/** Of somebody who came by a link the log is told the country, and no address. */
function toTold(request: EdgeRequest, { link }: Identified): EdgeRequest {
  return link === undefined ? request : { ...request, from: { ...request.from, address: null } };
}

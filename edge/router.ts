/**
 * What every request goes through, in this order: the route is found, the token verified, the route's function called,
 * and its response or its problem sent and logged. A route is a line in an entry's table (upload-url.ts, photos.ts,
 * jobs.ts) and a function from a RouteCall to an EdgeResponse (routes/); a fourth entry is a fourth table.
 */
import {
  type CloudFrontEvent,
  type CloudFrontResult,
  readConfig,
  toCloudFrontResult,
  toEdgeRequest,
} from './adapters/cloudfront-event.ts';
import { formatLogLine } from './adapters/request-log.ts';
import type { EdgeConfig } from './config.ts';
import { type EdgeRequest, type EdgeResponse, toProblemResponse } from './core/exchange.ts';
import { type Principal, parsePrincipal } from './core/principal.ts';
import { parseUnsentSeconds } from './core/unsent.ts';
import { parseBearer, verifyToken } from './core/verify-token.ts';
import { AppError } from './problem.ts';
import { createServices, type EdgeServices, type Environment } from './services.ts';

/** All that a route may use. */
export interface RouteCall {
  readonly request: EdgeRequest;
  /** The parts of the path that the route's pattern names. */
  readonly params: Readonly<Record<string, string>>;
  readonly principal: Principal;
  readonly config: EdgeConfig;
  readonly now: Date;
  readonly services: EdgeServices;
  /** For the metrics of the request's log line. */
  readonly counters: { ticketsIssued: number };
}

export interface EdgeRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** `{name}` takes one segment. */
  readonly path: string;
  readonly respond: (call: RouteCall) => Promise<EdgeResponse>;
  /**
   * Takes the token out of the request; absent: out of its Authorization header.
   * @throws {AppError} when there is none that could hold
   */
  readonly readToken?: (request: EdgeRequest) => string;
  /** How this route's callers get a problem; absent: as JSON (RFC 9457). */
  readonly toProblemResponse?: (error: AppError, requestId: string) => EdgeResponse;
}

export interface FunctionRuntime extends Environment {
  readonly log: (line: string) => void;
}

export type Handler = (event: CloudFrontEvent) => Promise<CloudFrontResult>;

const LAMBDA_RUNTIME: FunctionRuntime = {
  env: process.env,
  now: () => new Date(),
  // Lambda puts words of its own before what goes through the console, and CloudWatch reads no metrics of such a line.
  log: (line) => process.stdout.write(`${line}\n`),
};

/** Makes the handler of a Lambda@Edge function for origin-request events. */
export function createHandler(routes: readonly EdgeRoute[], runtime: FunctionRuntime = LAMBDA_RUNTIME): Handler {
  const findServices = createServices(runtime);
  let isCold = true;

  return async (event) => {
    const now = runtime.now();
    const requestId = event.Records[0].cf.config.requestId;
    const seen: Seen = { deployment: '-', route: '-', counters: { ticketsIssued: 0 }, toProblemResponse, error: null };
    const response = await respond(event, { routes, findServices, now, seen }).catch((error: unknown) => {
      seen.error = error instanceof AppError ? error : new AppError('internal', { cause: error });
      return seen.toProblemResponse(seen.error, requestId);
    });
    const latencyMs = runtime.now().getTime() - now.getTime();
    const { status } = response;
    runtime.log(formatLogLine({ ...toOutcome(seen), status, requestId, atMs: now.getTime(), latencyMs, isCold }));
    isCold = false;
    return toCloudFrontResult(response);
  };
}

/** What is known of a request by the time that it is logged, however far it came. */
interface Seen {
  deployment: string;
  route: string;
  readonly counters: RouteCall['counters'];
  toProblemResponse: NonNullable<EdgeRoute['toProblemResponse']>;
  error: AppError | null;
}

interface Responding {
  readonly routes: readonly EdgeRoute[];
  readonly findServices: (config: EdgeConfig) => EdgeServices;
  readonly now: Date;
  readonly seen: Seen;
}

async function respond(event: CloudFrontEvent, { routes, findServices, now, seen }: Responding): Promise<EdgeResponse> {
  const config = readConfig(event);
  seen.deployment = config.stage;
  const request = toEdgeRequest(event);
  const { route, params } = findRoute(routes, request);
  seen.route = `${route.method} ${route.path}`;
  seen.toProblemResponse = route.toProblemResponse ?? toProblemResponse;
  const services = findServices(config);
  const token = (route.readToken ?? readBearer)(request);
  const claims = await verifyToken(token, { policy: config.token, now, findKey: services.keys.findKey });
  const principal = parsePrincipal(claims, config.token);
  const unsent = parseUnsentSeconds(request);
  const reported = unsent === null ? null : services.unsent.report(unsent);
  const call = { request, params, principal, config, now, services, counters: seen.counters };
  const response = await route.respond(call).finally(() => reported);
  return request.method === 'HEAD' ? { ...response, body: '' } : response;
}

function toOutcome({ deployment, route, counters, error }: Seen) {
  const problem = error === null ? {} : { problem: error.code, cause: error.cause };
  return { deployment, route, ticketsIssued: counters.ticketsIssued, ...problem };
}

function readBearer({ headers }: EdgeRequest): string {
  return parseBearer(headers.authorization ?? []);
}

/** @throws {AppError} when no route has the path (`not-found`), or only for other methods (`method-not-allowed`) */
function findRoute(routes: readonly EdgeRoute[], { method, path }: EdgeRequest) {
  const matches = routes.flatMap((route) => {
    const params = matchPath(route.path, path);
    return params === null ? [] : [{ route, params }];
  });
  const asked = method === 'HEAD' ? 'GET' : method;
  const match = matches.find(({ route }) => route.method === asked);
  if (match !== undefined) return match;
  if (matches.length === 0) throw new AppError('not-found');
  throw new AppError('method-not-allowed', { headers: { allow: matches.map(({ route }) => route.method).join(', ') } });
}

/** Matches segment by segment; what a name takes is checked by who uses it. */
function matchPath(pattern: string, path: string): Record<string, string> | null {
  const expected = pattern.split('/');
  const actual = path.split('/');
  if (expected.length !== actual.length) return null;
  const params: Record<string, string> = {};
  for (const [index, segment] of expected.entries()) {
    const value = actual[index] ?? '';
    if (segment.startsWith('{') && value !== '') params[segment.slice(1, -1)] = value;
    else if (segment !== value) return null;
  }
  return params;
}

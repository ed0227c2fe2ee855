/**
 * What every request goes through, in this order: the route is found, the token verified, the route's function called,
 * and its answer or its failure told and logged. A route is a line in an entry's table (upload-url.ts, photos.ts,
 * jobs.ts) and a function from a Call to an Answer (routes/); a fourth entry is a fourth table.
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
import { type Answer, type EdgeRequest, toProblemAnswer } from './core/exchange.ts';
import { type Principal, parsePrincipal } from './core/principal.ts';
import { parseUnsentSeconds } from './core/unsent.ts';
import { parseBearer, verifyToken } from './core/verify-token.ts';
import { AppError } from './problem.ts';
import { createServices, type Environment, type Services } from './services.ts';

/** All that a route may use. */
export interface Call {
  readonly request: EdgeRequest;
  /** The parts of the path that the route's pattern names. */
  readonly params: Readonly<Record<string, string>>;
  readonly principal: Principal;
  readonly config: EdgeConfig;
  readonly now: Date;
  readonly services: Services;
  /** Counts for the metrics. */
  readonly tally: { ticketsIssued: number };
}

/** How callers of a route show who they are, and how they are told of a problem. */
export interface Manners {
  /** @throws AppError where there is no token that could hold */
  readonly readToken: (request: EdgeRequest) => string;
  readonly toProblemAnswer: (error: AppError, requestId: string) => Answer;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** `{name}` takes one segment. */
  readonly path: string;
  /** Absent: a bearer token in the header, problems in JSON. */
  readonly manners?: Manners;
  readonly answer: (call: Call) => Promise<Answer>;
}

export interface Surroundings extends Environment {
  readonly log: (line: string) => void;
}

export type Handler = (event: CloudFrontEvent) => Promise<CloudFrontResult>;

const API: Manners = { readToken: ({ headers }) => parseBearer(headers.authorization ?? []), toProblemAnswer };

const SURROUNDINGS: Surroundings = {
  env: process.env,
  now: () => new Date(),
  // Lambda puts words of its own before what goes through the console, and CloudWatch reads no metrics of such a line.
  log: (line) => process.stdout.write(`${line}\n`),
};

/** Makes the handler of a Lambda@Edge function for origin-request events. */
export function createHandler(routes: readonly Route[], surroundings: Surroundings = SURROUNDINGS): Handler {
  const findServices = createServices(surroundings);
  let isCold = true;

  return async (event) => {
    const now = surroundings.now();
    const requestId = event.Records[0].cf.config.requestId;
    const seen: Seen = { stage: '-', route: '-', manners: API, tally: { ticketsIssued: 0 }, error: null };
    const answer = await respond(event, { routes, findServices, now, seen }).catch((error: unknown) => {
      seen.error = error instanceof AppError ? error : new AppError('internal', { cause: error });
      return seen.manners.toProblemAnswer(seen.error, requestId);
    });
    const latencyMs = surroundings.now().getTime() - now.getTime();
    const { status } = answer;
    surroundings.log(formatLogLine({ ...toOutcome(seen), status, requestId, atMs: now.getTime(), latencyMs, isCold }));
    isCold = false;
    return toCloudFrontResult(answer);
  };
}

/** What is known of a request by the time that it is logged, however far it came. */
interface Seen {
  stage: string;
  route: string;
  manners: Manners;
  readonly tally: Call['tally'];
  error: AppError | null;
}

interface Responding {
  readonly routes: readonly Route[];
  readonly findServices: (config: EdgeConfig) => Services;
  readonly now: Date;
  readonly seen: Seen;
}

async function respond(event: CloudFrontEvent, { routes, findServices, now, seen }: Responding): Promise<Answer> {
  const config = readConfig(event);
  seen.stage = config.stage;
  const request = toEdgeRequest(event);
  const { route, params } = findRoute(routes, request);
  seen.route = `${route.method} ${route.path}`;
  seen.manners = route.manners ?? API;
  const services = findServices(config);
  const token = seen.manners.readToken(request);
  const claims = await verifyToken(token, { policy: config.token, now, findKey: services.keys.findKey });
  const principal = parsePrincipal(claims, config.token);
  const unsent = parseUnsentSeconds(request);
  const told = unsent === null ? null : services.unsent.tell(unsent);
  const call = { request, params, principal, config, now, services, tally: seen.tally };
  const answer = await route.answer(call).finally(() => told);
  return request.method === 'HEAD' ? { ...answer, body: '' } : answer;
}

function toOutcome({ stage, route, tally, error }: Seen) {
  const problem = error === null ? {} : { problem: error.code, cause: error.cause };
  return { stage, route, ticketsIssued: tally.ticketsIssued, ...problem };
}

/** @throws AppError `not-found`, or `method-not-allowed` where the path is another method's */
function findRoute(routes: readonly Route[], { method, path }: EdgeRequest) {
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

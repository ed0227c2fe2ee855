/**
 * Wires a table of routes into a Lambda@Edge function for origin-request events: the event becomes a request, the request
 * goes to the router, and its response is sent and logged. Errors become responses here and nowhere else.
 */
import {
  type CloudFrontEvent,
  type CloudFrontResult,
  readConfig,
  toCloudFrontResult,
  toEdgeRequest,
} from './adapters/cloudfront-event.ts';
import { type FunctionRuntime, LAMBDA_RUNTIME } from './adapters/lambda-runtime.ts';
import { formatLogLine } from './adapters/request-log.ts';
import { type EdgeResponse, toProblemResponse } from './core/exchange.ts';
import type { EdgeRoute, RouteCall } from './core/route.ts';
import { createServices } from './create-services.ts';
import { AppError } from './problem.ts';
import { routeRequest } from './router.ts';

/** Below the function's own 10 s: whoever waits gets a problem that says when to come again, not CloudFront's page. */
const TIME_LIMIT_MS = 8_000;
const RETRY_AFTER_SECONDS = 5;

export type Handler = (event: CloudFrontEvent) => Promise<CloudFrontResult>;

export function createHandler(
  routes: readonly EdgeRoute[],
  runtime: FunctionRuntime = LAMBDA_RUNTIME,
  timeLimitMs = TIME_LIMIT_MS,
): Handler {
  const findServices = createServices(runtime);
  let isCold = true;

  const respond = async (event: CloudFrontEvent, now: Date, progress: Progress): Promise<EdgeResponse> => {
    const config = readConfig(event);
    progress.deployment = config.stage;
    const onRoute = (route: EdgeRoute) => {
      progress.route = route;
    };
    const { counters } = progress;
    return routeRequest(toEdgeRequest(event), {
      routes,
      config,
      services: findServices(config),
      now,
      counters,
      onRoute,
    });
  };

  return async (event) => {
    const now = runtime.now();
    const requestId = event.Records[0].cf.config.requestId;
    const progress: Progress = { deployment: '-', route: null, counters: { ticketsIssued: 0 }, error: null };
    const response = await withinTime(respond(event, now, progress), timeLimitMs).catch((error: unknown) => {
      progress.error = error instanceof AppError ? error : new AppError('internal', { cause: error });
      return (progress.route?.toProblemResponse ?? toProblemResponse)(progress.error, requestId);
    });
    const latencyMs = runtime.now().getTime() - now.getTime();
    const { status } = response;
    runtime.log(formatLogLine({ ...toOutcome(progress), status, requestId, atMs: now.getTime(), latencyMs, isCold }));
    isCold = false;
    return toCloudFrontResult(response);
  };
}

/** What is under way then goes on or is broken off; asked for again, every route ends in the same state. */
async function withinTime<T>(work: Promise<T>, limitMs: number): Promise<T> {
  const over = Promise.withResolvers<never>();
  const cause = Object.assign(new Error('TimedOut'), { code: 'TimeLimit' });
  const timer = setTimeout(
    () => over.reject(new AppError('unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause })),
    limitMs,
  );
  try {
    return await Promise.race([work, over.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** What is known of a request by the time that it is logged, however far it came. */
interface Progress {
  deployment: string;
  route: EdgeRoute | null;
  readonly counters: RouteCall['counters'];
  error: AppError | null;
}

function toOutcome({ deployment, route, counters, error }: Progress) {
  const problem = error === null ? {} : { problem: error.code, cause: error.cause };
  const name = route === null ? '-' : `${route.method} ${route.path}`;
  return { deployment, route: name, ticketsIssued: counters.ticketsIssued, ...problem };
}

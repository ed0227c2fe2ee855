/**
 * Wires the routes of bookings into a Lambda@Edge function, as create-handler.ts does those of photos and jobs; but these are public, and
 * their configuration has a header more.
 */
import { type CloudFrontEvent, readConfig, toCloudFrontResult, toEdgeRequest } from './adapters/cloudfront-event.ts';
import { type FunctionRuntime, LAMBDA_RUNTIME } from './adapters/lambda-runtime.ts';
import { formatLogLine } from './adapters/request-log.ts';
import type { BookingRoute } from './booking/booking-call.ts';
import { toBookingRefusal } from './booking/booking-refusal.ts';
import {
  BOOKING_CONFIG_HEADER,
  type BookingSettings,
  EVIDENCE_QUEUE_HEADER,
  parseBookingConfig,
} from './booking-config.ts';
import type { EdgeRequest, EdgeResponse } from './core/exchange.ts';
import { createBookingServices } from './create-booking-services.ts';
import type { Handler } from './create-handler.ts';
import { AppError } from './problem.ts';

/** Below the function's own 10 s: Stripe gets an answer that makes it come again. */
const TIME_LIMIT_MS = 9_000;

export function createBookingHandler(
  routes: readonly BookingRoute[],
  runtime: FunctionRuntime = LAMBDA_RUNTIME,
): Handler {
  const findServices = createBookingServices(runtime);
  let isCold = true;
  return async (event) => {
    const now = runtime.now();
    const { requestId } = event.Records[0].cf.config;
    const progress: Progress = { deployment: '-', route: '-', request: null, config: null, error: null };
    const work = respond(event, { routes, findServices, now, progress });
    const response = await withinLimit(work).catch((error: unknown) => {
      progress.error = error instanceof AppError ? error : new AppError('internal', { cause: error });
      return toBookingRefusal(progress.error, { requestId, ...progress });
    });
    const { error, request: _request, config: _config, ...known } = progress;
    const problem = error === null ? {} : { problem: error.code, cause: error.cause };
    const latencyMs = runtime.now().getTime() - now.getTime();
    const outcome = {
      ...known,
      ...problem,
      status: response.status,
      requestId,
      atMs: now.getTime(),
      latencyMs,
      isCold,
    };
    runtime.log(formatLogLine({ ...outcome, ticketsIssued: 0 }));
    isCold = false;
    return toCloudFrontResult(response);
  };
}

interface Progress {
  deployment: string;
  route: string;
  request: EdgeRequest | null;
  config: BookingSettings | null;
  error: AppError | null;
}

interface Responding {
  readonly routes: readonly BookingRoute[];
  readonly findServices: ReturnType<typeof createBookingServices>;
  readonly now: Date;
  readonly progress: Progress;
}

async function respond(
  event: CloudFrontEvent,
  { routes, findServices, now, progress }: Responding,
): Promise<EdgeResponse> {
  const edgeConfig = readConfig(event);
  progress.deployment = edgeConfig.stage;
  const config = readBookingConfig(event);
  progress.config = config;
  const request = toEdgeRequest(event);
  progress.request = request;
  const asked = request.method === 'HEAD' ? 'GET' : request.method;
  const here = routes.filter(({ path }) => path === request.path);
  const route = here.find(({ method }) => method === asked);
  if (here.length === 0) throw new AppError('not-found');
  if (route === undefined) {
    throw new AppError('method-not-allowed', { headers: { allow: here.map(({ method }) => method).join(', ') } });
  }
  progress.route = `${route.method} ${route.path}`;
  const response = await route.respond({ request, config, now, services: findServices(edgeConfig, config) });
  return request.method === 'HEAD' ? { ...response, body: '' } : response;
}

function readBookingConfig(event: CloudFrontEvent): BookingSettings {
  const headers = event.Records[0].cf.request.origin?.custom?.customHeaders;
  const evidence_queue = headers?.[EVIDENCE_QUEUE_HEADER]?.[0]?.value ?? '';
  return { ...parseBookingConfig(headers?.[BOOKING_CONFIG_HEADER]?.[0]?.value ?? 'null'), evidence_queue };
}

async function withinLimit<T>(work: Promise<T>): Promise<T> {
  const over = Promise.withResolvers<never>();
  const timer = setTimeout(() => over.reject(new AppError('unavailable', { retryAfterSeconds: 5 })), TIME_LIMIT_MS);
  try {
    return await Promise.race([work, over.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * What every request goes through, in this order: the route is found, the token verified, the route's function called,
 * and its answer or its failure told and logged. A route is a line in an entry's table (upload-url.ts, photos.ts,
 * jobs.ts) and a function from a Call to an Answer (routes/); a fourth entry is a fourth table.
 */

import { type AuditTrail, createAuditTrail } from './adapters/audit-table.ts';
import { createAwsClient, readCredentials, readEndpoint } from './adapters/aws-client.ts';
import {
  type CloudFrontEvent,
  type CloudFrontResult,
  readConfig,
  toCloudFrontResult,
  toEdgeRequest,
} from './adapters/cloudfront-event.ts';
import { createDynamodbTable } from './adapters/dynamodb-table.ts';
import { createKeySource, type KeySource } from './adapters/key-source.ts';
import { createJobRecords, createPhotoRecords, type JobRecords, type PhotoRecords } from './adapters/records-table.ts';
import { formatLogLine } from './adapters/request-log.ts';
import { createUploadsBucket, type UploadsBucket } from './adapters/uploads-bucket.ts';
import type { EdgeConfig } from './config.ts';
import { type AuditBudget, createAuditBudget } from './core/audit-budget.ts';
import type { AwsCredentials, BucketAddress } from './core/aws-address.ts';
import type { Answer, EdgeRequest } from './core/exchange.ts';
import { type Principal, parsePrincipal } from './core/principal.ts';
import { parseBearer, verifyToken } from './core/verify-token.ts';
import { AppError, PROBLEMS, type ProblemCode, toProblem } from './problem.ts';

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

export interface Services {
  readonly keys: KeySource;
  readonly jobs: JobRecords;
  readonly photos: PhotoRecords;
  readonly trail: AuditTrail;
  readonly bucket: UploadsBucket;
  readonly bucketAddress: BucketAddress;
  readonly auditBudget: AuditBudget;
  readCredentials(): AwsCredentials;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** `{name}` takes one segment. */
  readonly path: string;
  readonly answer: (call: Call) => Promise<Answer>;
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  readonly log: (line: string) => void;
}

export type Handler = (event: CloudFrontEvent) => Promise<CloudFrontResult>;

const SURROUNDINGS: Surroundings = { env: process.env, now: () => new Date(), log: (line) => console.log(line) };

/** Makes the handler of a Lambda@Edge function for origin-request events. */
export function createHandler(routes: readonly Route[], surroundings: Surroundings = SURROUNDINGS): Handler {
  const findServices = createServices(surroundings);
  let isCold = true;

  return async (event) => {
    const now = surroundings.now();
    const requestId = event.Records[0].cf.config.requestId;
    const seen: Seen = { stage: '-', route: '-', tally: { ticketsIssued: 0 }, error: null };
    const answer = await respond(event, { routes, findServices, now, seen }).catch((error: unknown) => {
      seen.error = error instanceof AppError ? error : new AppError('internal', { cause: error });
      return toProblemAnswer(seen.error, requestId);
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
  const services = findServices(config);
  const token = parseBearer(request.headers.authorization ?? []);
  const claims = await verifyToken(token, { policy: config.token, now, findKey: services.keys.findKey });
  const principal = parsePrincipal(claims, config.token);
  const answer = await route.answer({ request, params, principal, config, now, services, tally: seen.tally });
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

function toProblemAnswer(error: AppError, requestId: string): Answer {
  const { status } = PROBLEMS[error.code];
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(status === 401 ? { 'www-authenticate': toChallenge(error.code) } : {}),
      ...error.headers,
      ...(error.retryAfterSeconds === undefined ? {} : { 'retry-after': String(error.retryAfterSeconds) }),
    },
    body: JSON.stringify(toProblem(error, requestId)),
  };
}

/** RFC 6750 section 3.1: no reason is given to who sent no token. */
function toChallenge(code: ProblemCode): string {
  return code === 'token-missing' ? 'Bearer' : 'Bearer error="invalid_token"';
}

/** Connections, keys and signing state live as long as the process, for each configuration that it is called with. */
function createServices({ env, now }: Surroundings): (config: EdgeConfig) => Services {
  const made = new Map<string, Services>();
  return (config) => {
    const name = JSON.stringify(config);
    const known = made.get(name);
    if (known !== undefined) return known;
    const aws = createAwsClient(env, now);
    const { uploads_bucket: bucket, region } = config;
    const bucketAddress = { bucket, region, endpoint: readEndpoint(env, 's3') };
    const here = env.AWS_REGION ?? region;
    const records = createDynamodbTable(aws, region, config.table);
    const services: Services = {
      keys: createKeySource({ aws, config, here, nowMs: () => now().getTime() }),
      jobs: createJobRecords(records),
      photos: createPhotoRecords(records),
      trail: createAuditTrail(createDynamodbTable(aws, region, config.audit_table)),
      bucket: createUploadsBucket(aws, bucketAddress),
      bucketAddress,
      auditBudget: createAuditBudget(),
      readCredentials: () => readCredentials(env),
    };
    made.clear();
    made.set(name, services);
    return services;
  };
}

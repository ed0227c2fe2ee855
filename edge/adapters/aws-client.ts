/**
 * Calls AWS: signed requests over kept-alive connections, within a time limit, repeated where that helps. The SDK's own
 * clients would be most of a cold start (docs/decisions/0011-aws-calls-of-our-own.md). As theirs, the endpoints
 * follow AWS_ENDPOINT_URL_{SERVICE} and AWS_ENDPOINT_URL where these are set.
 */
import http from 'node:http';
import https from 'node:https';
import type { AwsCredentials } from '../core/aws-address.ts';
import { sha256, signRequest } from '../core/sign-request.ts';
import { AppError } from '../problem.ts';

export interface AwsCall {
  /** As SigV4 and the endpoint name it: `dynamodb`, `secretsmanager`, `monitoring` (CloudWatch), `s3`, `sqs`. */
  readonly service: keyof typeof ENDPOINT_VARIABLE;
  readonly region: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path and query, behind the service's endpoint or, if given, `base`. */
  readonly path: string;
  readonly base?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface AwsClient {
  /**
   * Returns the body of a 2xx response.
   * @throws {AwsError} when the service refuses the request
   * @throws {AppError} when the service is busy or can't be reached: `unavailable`
   */
  send(call: AwsCall): Promise<string>;
  /** Calls a service that speaks JSON: DynamoDB, Secrets Manager, CloudWatch. No body is read as `{}`. Throws as `send`. */
  sendJson(call: Pick<AwsCall, 'service' | 'region'> & { target: string; input: unknown }): Promise<unknown>;
}

export interface ObjectReader {
  /** Returns the body of an object and its ETag, quoted as S3 gives it. Throws as `send`. */
  readObject(call: AwsCall): Promise<{ readonly text: string; readonly etag: string }>;
}

/** The error with which a service responded: its code, such as `ConditionalCheckFailedException`. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  /** Of a cancelled transaction: why, statement by statement (`None`, `ConditionalCheckFailed`, …); else empty. */
  readonly reasons: readonly string[];

  constructor(code: string, status: number, reasons: readonly string[] = []) {
    super([`${code} (${status})`, ...reasons].join(' '));
    this.code = code;
    this.reasons = reasons;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

const ENDPOINT_VARIABLE = {
  dynamodb: 'AWS_ENDPOINT_URL_DYNAMODB',
  secretsmanager: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
  monitoring: 'AWS_ENDPOINT_URL_CLOUDWATCH',
  s3: 'AWS_ENDPOINT_URL_S3',
  sqs: 'AWS_ENDPOINT_URL_SQS',
} as const;
const TARGET_PREFIX = {
  dynamodb: 'DynamoDB_20120810',
  secretsmanager: 'secretsmanager',
  monitoring: 'GraniteServiceVersion20100801',
  sqs: 'AmazonSQS',
};
const JSON_TYPE = {
  dynamodb: 'application/x-amz-json-1.0',
  secretsmanager: 'application/x-amz-json-1.1',
  monitoring: 'application/x-amz-json-1.0',
  sqs: 'application/x-amz-json-1.0',
};

const MAX_ATTEMPTS = 3;
const FIRST_RETRY_DELAY_MS = 40;
const TIME_LIMIT_MS = 3_000;
const THROTTLED =
  /Throttl|ProvisionedThroughputExceeded|RequestLimitExceeded|SlowDown|LimitExceededException|TransactionConflict|TransactionInProgress/;

/**
 * The keys that Lambda gives its function, read at every call: they change under a living process.
 * @throws {TypeError} when the environment has none
 */
export function readCredentials(env: Environment): AwsCredentials {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = env;
  const { AWS_CREDENTIAL_EXPIRATION: end } = env;
  if (!id || !secret) throw new TypeError('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set.');
  return {
    accessKeyId: id,
    secretAccessKey: secret,
    ...(token ? { sessionToken: token } : {}),
    ...(end && !Number.isNaN(Date.parse(end)) ? { expiration: new Date(end) } : {}),
  };
}

/** The endpoint that the environment sets for a service; null for AWS itself. */
export function readEndpoint(env: Environment, service: AwsCall['service']): string | null {
  return env[ENDPOINT_VARIABLE[service]] || env.AWS_ENDPOINT_URL || null;
}

export function createAwsClient(env: Environment, now: () => Date): AwsClient & ObjectReader {
  const agents = {
    'http:': new http.Agent({ keepAlive: true, maxSockets: 25 }),
    'https:': new https.Agent({ keepAlive: true, maxSockets: 25 }),
  };
  const receive = (call: AwsCall) => sendWithRetries(() => sendOnce(call, { env, now, agents }));
  const send = async (call: AwsCall) => (await receive(call)).body;

  return {
    send,
    async readObject(call) {
      const { body, etag } = await receive(call);
      return { text: body, etag };
    },
    async sendJson({ service, region, target, input }) {
      if (service === 's3') throw new TypeError('S3 speaks no JSON.');
      const headers = {
        'content-type': JSON_TYPE[service],
        'x-amz-target': `${TARGET_PREFIX[service]}.${target}`,
      };
      const output = await send({ service, region, method: 'POST', path: '/', headers, body: JSON.stringify(input) });
      return JSON.parse(output || '{}');
    },
  };
}

async function sendWithRetries(attempt: () => Promise<Received>, attemptsLeft = MAX_ATTEMPTS - 1): Promise<Received> {
  const received = await attempt().catch(toFailedAttempt);
  if (received.status >= 200 && received.status < 300) return received;
  const error = toAwsError(received);
  if (received.status < 500 && !isPassing(error)) throw error;
  if (attemptsLeft === 0) throw new AppError('unavailable', { retryAfterSeconds: 2, cause: error });
  const delayMs = FIRST_RETRY_DELAY_MS * 2 ** (MAX_ATTEMPTS - 1 - attemptsLeft);
  await new Promise((resolve) => setTimeout(resolve, delayMs * (0.5 + Math.random() / 2)));
  return sendWithRetries(attempt, attemptsLeft - 1);
}

interface Connection {
  readonly env: Environment;
  readonly now: () => Date;
  readonly agents: { readonly 'http:': http.Agent; readonly 'https:': https.Agent };
}

/** Signed anew at each attempt: keys and clock go on meanwhile. */
function sendOnce(call: AwsCall, { env, now, agents }: Connection): Promise<Received> {
  const { service, region, method, headers = {}, body = '' } = call;
  const base = call.base ?? readEndpoint(env, service) ?? `https://${service}.${region}.amazonaws.com`;
  const url = new URL(base.replace(/\/$/, '') + call.path);
  const given = service === 's3' ? { ...headers, 'x-amz-content-sha256': sha256(body) } : headers;
  const scope = { service, region, credentials: readCredentials(env), now: now() };
  const signed = signRequest({ method, url, headers: given, body }, scope);
  const agent = url.protocol === 'http:' ? agents['http:'] : agents['https:'];
  return exchange(url, { method, headers: signed, agent }, body);
}

interface Received {
  readonly status: number;
  readonly body: string;
  /** Empty where there is none. */
  readonly etag: string;
}

/** No response at all counts as a 503: it may be repeated, and ends as `unavailable`. */
function toFailedAttempt(error: unknown): Received {
  if (error instanceof TypeError) throw error;
  return {
    status: 503,
    body: JSON.stringify({ __type: error instanceof Error ? error.message : 'NoAnswer' }),
    etag: '',
  };
}

function exchange(url: URL, options: http.RequestOptions, body: string): Promise<Received> {
  const { request } = url.protocol === 'http:' ? http : https;
  return new Promise((resolve, reject) => {
    const sent = request(url, { ...options, timeout: TIME_LIMIT_MS }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, body: Buffer.concat(chunks).toString(), etag: headers.etag ?? '' });
      });
      response.on('error', reject);
    });
    sent.on('timeout', () => sent.destroy(new Error('TimedOut')));
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Repeating helps where the service is busy, or another transaction was at the same items and nothing else spoke against. */
function isPassing({ code, reasons }: AwsError): boolean {
  const told = reasons.filter((reason) => reason !== 'None');
  return told.length === 0 ? THROTTLED.test(code) : told.every((reason) => THROTTLED.test(reason));
}

function toAwsError(received: Received): AwsError {
  const [, listed = ''] = /"CancellationReasons"\s*:\s*(\[.*\])/s.exec(received.body) ?? [];
  const reasons = [...listed.matchAll(/"Code"\s*:\s*"(\w+)"/g)].flatMap(([, reason]) => reason ?? []);
  return new AwsError(readErrorCode(received), received.status, reasons);
}

/** JSON services put `Namespace#Code` into `__type`, S3 puts `<Code>` into its XML. */
function readErrorCode({ status, body }: Received): string {
  const [, code] = /"__type"\s*:\s*"(?:[^"#]*#)?([^"]+)"/.exec(body) ?? /<Code>([^<]+)<\/Code>/.exec(body) ?? [];
  return code ?? `Status${status}`;
}

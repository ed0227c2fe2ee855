/**
 * Serves an AWS JSON protocol (smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html): one POST whose `X-Amz-Target`
 * names the operation. Every request must be signed, by a principal whose policies allow what it asks.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { RequestContext } from '../iam/condition.ts';
import type { CredentialStore, IamPrincipal } from '../iam/credentials.ts';
import { evaluate } from '../iam/evaluate.ts';
import { parseAuthorization } from '../iam/parse-authorization.ts';
import type { PolicyDocument } from '../iam/policy-document.ts';
import { toWireRequest } from '../iam/to-wire-request.ts';
import { type VerificationFault, verifySignature } from '../iam/verify-signature.ts';
import { isRecord } from '../is-record.ts';
import { listen } from '../listen.ts';
import type { LocalService } from '../service.ts';
import { ServiceError } from './errors.ts';

/** One thing that the caller must be allowed to do before the operation runs. */
export interface Permission {
  /** `sqs:SendMessage` */
  readonly action: string;
  /** ARN. */
  readonly resource: string;
  readonly context?: RequestContext;
  readonly resourcePolicy?: PolicyDocument | undefined;
}

export interface Call {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
  readonly headers: IncomingMessage['headers'];
  /** Aborts when the caller has gone. */
  readonly signal: AbortSignal;
}

export interface ServiceResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export interface JsonServiceOptions {
  /** As it stands in a credential's scope: `sqs`. */
  readonly service: string;
  /** What `X-Amz-Target` begins with, without its point: `AmazonSQS`. */
  readonly targetPrefix: string;
  readonly version: '1.0' | '1.1';
  /** Namespace of the error shapes: `com.amazonaws.sqs`. */
  readonly errorNamespace: string;
  readonly credentials: CredentialStore;
  /** Regions that the endpoint stands for. */
  readonly regions: readonly string[];
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly host?: string;
  readonly port?: number;
  /** Takes what broke inside, which the caller is not told of in full. */
  readonly log?: (line: string) => void;
  /**
   * Names what the call needs.
   * @throws {ServiceError} when the operation is not offered.
   */
  permissions(call: Call): readonly Permission[];
  run(call: Call): Promise<ServiceResponse>;
}

const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** @throws {NodeJS.ErrnoException} when the port is taken. */
export async function createJsonService(options: JsonServiceOptions): Promise<LocalService> {
  const server = createServer((request, response) => {
    void respond(request, response, options);
  });
  server.keepAliveTimeout = 60_000;
  return listen(server, options);
}

async function respond(request: IncomingMessage, response: ServerResponse, options: JsonServiceOptions): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  let result: ServiceResponse;
  try {
    const call = await readCall(request, options, gone.signal);
    authorize(request, call, options);
    result = await options.run(call);
  } catch (error) {
    if (!(error instanceof ServiceError)) options.log?.(`${request.headers['x-amz-target']} failed: ${error}`);
    result = toErrorResponse(error, options);
  }
  if (response.destroyed) return;
  response.writeHead(result.status, {
    'content-type': `application/x-amz-json-${options.version}`,
    'content-length': Buffer.byteLength(result.body),
    'x-amzn-requestid': randomUUID(),
    ...result.headers,
  });
  response.end(result.body);
}

async function readCall(request: IncomingMessage, options: JsonServiceOptions, signal: AbortSignal): Promise<Call> {
  const [prefix, operation] = String(request.headers['x-amz-target'] ?? '').split('.');
  if (request.method !== 'POST' || prefix !== options.targetPrefix || !operation) {
    throw new ServiceError('UnknownOperationException', 'The request names no operation of this service.', {
      status: 404,
    });
  }
  const body = await readBody(request);
  return { operation, input: parseInput(body), body, headers: request.headers, signal };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) {
      throw new ServiceError('RequestEntityTooLargeException', 'The body is too large.', { status: 413 });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parseInput(body: Buffer): Readonly<Record<string, unknown>> {
  let input: unknown = null;
  try {
    input = JSON.parse(body.length === 0 ? '{}' : body.toString('utf8'));
  } catch {
    // Told below with the other wrong shapes.
  }
  if (!isRecord(input)) throw new ServiceError('SerializationException', 'The body is not a JSON object.');
  return input;
}

function authorize(request: IncomingMessage, call: Call, options: JsonServiceOptions): void {
  const principal = authenticate(request, call.body, options);
  for (const permission of options.permissions(call)) {
    // The loopback is as private as TLS: policies that refuse plain HTTP mean the open network.
    const context = { 'aws:securetransport': 'true', ...permission.context };
    if (evaluate({ principal, ...permission, context }).isAllowed) continue;
    const message = `User: ${principal.name} is not authorized to perform: ${permission.action} on resource: ${permission.resource}`;
    throw new ServiceError('AccessDeniedException', message);
  }
}

function authenticate(request: IncomingMessage, body: Buffer, options: JsonServiceOptions): IamPrincipal {
  const wire = toWireRequest(request);
  const claimed = parseAuthorization(wire, []);
  const region = claimed.kind === 'claim' ? claimed.claim.scope.region : '';
  const result = verifySignature(wire, [], {
    credentials: options.credentials,
    service: options.service,
    region: options.regions.includes(region) ? region : (options.regions[0] ?? region),
    nowMs: options.now(),
    bodySha256: createHash('sha256').update(body).digest('hex'),
  });
  if (result.kind === 'anonymous') {
    throw new ServiceError('MissingAuthenticationTokenException', 'Request is missing Authentication Token');
  }
  if (result.kind === 'fault') throw toSignatureError(result.fault, result.detail);
  return result.credential.principal;
}

function toSignatureError(fault: VerificationFault, detail: string): ServiceError {
  switch (fault) {
    case 'unknown-key':
    case 'bad-token':
      return new ServiceError('UnrecognizedClientException', 'The security token included in the request is invalid.');
    case 'expired-token':
      return new ServiceError('ExpiredTokenException', 'The security token included in the request is expired');
    case 'malformed':
    case 'unsupported-mechanism':
    case 'two-mechanisms':
    case 'bad-date':
      return new ServiceError('IncompleteSignatureException', detail);
    default:
      return new ServiceError(
        'InvalidSignatureException',
        detail || 'The request signature we calculated does not match the signature you provided.',
      );
  }
}

function toErrorResponse(error: unknown, options: JsonServiceOptions): ServiceResponse {
  const known =
    error instanceof ServiceError ? error : new ServiceError('InternalFailure', String(error), { status: 500 });
  return {
    status: known.status,
    ...(known.queryCode === undefined ? {} : { headers: { 'x-amzn-query-error': `${known.queryCode};Sender` } }),
    body: JSON.stringify({ __type: `${options.errorNamespace}#${known.code}`, message: known.message }),
  };
}

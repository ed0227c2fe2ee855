/**
 * The data plane of CloudFront's key-value stores, as @aws-sdk/client-cloudfront-keyvaluestore speaks to it (API reference,
 * "CloudFront KeyValueStore", 2022-07-26; REST with JSON). Every request is signed by Signature Version 4A, which is verified,
 * by a principal whose policies allow it.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { CredentialStore } from '../iam/credentials.ts';
import { evaluate } from '../iam/evaluate.ts';
import { toWireRequest } from '../iam/to-wire-request.ts';
import { type V4aFault, verifySignatureV4a } from '../iam/verify-signature-v4a.ts';
import { ServiceError } from '../json-protocol/errors.ts';
import { listen } from '../listen.ts';
import type { LocalService } from '../service.ts';
import { type EdgeKeyValueStore, StaleVersionError, StoreLimitError } from './key-value-store.ts';
import { findKeyValueOperation, type KeyValueRequest } from './operations.ts';

export interface KeyValueServerOptions {
  readonly stores: readonly EdgeKeyValueStore[];
  readonly credentials: CredentialStore;
  readonly region: string;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** 0 or absent takes a free one. */
  readonly port?: number;
  /** Takes what broke inside. */
  readonly log?: (line: string) => void;
}

/** The quota "maximum size of the change" and room for its JSON. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
const DENIED = { status: 403 };
const FAULTS: Readonly<Record<V4aFault, string>> = {
  anonymous: 'Missing Authentication Token',
  malformed: 'The Authorization header is not of Signature Version 4A.',
  'unknown-key': 'The security token included in the request is invalid.',
  token: 'The security token included in the request is invalid or expired.',
  skewed: 'Signature expired: the clock of the request is wrong.',
  region: 'Credential should be scoped to a valid region.',
  'no-match': 'The request signature we calculated does not match the signature you provided.',
};

/** @throws {NodeJS.ErrnoException} when the port is taken. */
export function createKeyValueServer(options: KeyValueServerOptions): Promise<LocalService> {
  const server = createServer((request, response) => {
    void respond(request, response, options);
  });
  return listen(server, options);
}

async function respond(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  options: KeyValueServerOptions,
): Promise<void> {
  let status = 200;
  let headers: Readonly<Record<string, string>> = {};
  let body: unknown;
  try {
    const result = await serve(incoming, options);
    headers = { etag: result.etag };
    body = result.body;
  } catch (error) {
    const known = toServiceError(error);
    if (known.status === 500) options.log?.(`${incoming.method} ${incoming.url} failed: ${error}`);
    status = known.status;
    headers = { 'x-amzn-errortype': known.code };
    body = { Message: known.message };
  }
  const text = JSON.stringify(body);
  outgoing.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'x-amzn-requestid': randomUUID(),
    ...headers,
  });
  outgoing.end(text);
}

async function serve(
  incoming: IncomingMessage,
  options: KeyValueServerOptions,
): Promise<{ etag: string; body: unknown }> {
  const body = await readBody(incoming);
  const { operation, request } = findKeyValueOperation(incoming, body);
  authorize(incoming, body, { ...options, action: operation.action, resource: request.arn });
  const store = options.stores.find(({ facts }) => facts.arn === request.arn);
  if (!store) {
    throw new ServiceError('ResourceNotFoundException', 'The key value store was not found.', { status: 404 });
  }
  const response = await operation.run(store, request);
  return { etag: store.facts.etag, body: response };
}

interface Asked extends KeyValueServerOptions {
  readonly action: string;
  readonly resource: KeyValueRequest['arn'];
}

function authorize(incoming: IncomingMessage, body: Buffer, { action, resource, ...options }: Asked): void {
  const result = verifySignatureV4a(toWireRequest(incoming), {
    credentials: options.credentials,
    service: 'cloudfront-keyvaluestore',
    region: options.region,
    nowMs: options.now(),
    body,
  });
  if (result.kind === 'fault') throw new ServiceError('AccessDeniedException', FAULTS[result.fault], DENIED);
  const { principal } = result.credential;
  const name = `cloudfront-keyvaluestore:${action}`;
  const context = { 'aws:securetransport': 'true' };
  if (evaluate({ principal, action: name, resource, context }).isAllowed) return;
  const message = `User: ${principal.name} is not authorized to perform: ${name} on resource: ${resource}`;
  throw new ServiceError('AccessDeniedException', message, DENIED);
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new ServiceError('ValidationException', 'The body is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function toServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  if (error instanceof StaleVersionError) {
    return new ServiceError('ConflictException', 'Resource is not in expected state.', { status: 409 });
  }
  if (error instanceof StoreLimitError) return new ServiceError('ValidationException', error.message);
  return new ServiceError('InternalServerException', String(error), { status: 500 });
}

/** The embedded S3: listens on the loopback and answers as Amazon S3 does, or fails loudly. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { finished, pipeline } from 'node:stream/promises';
import type { DiskRoom } from '../disk-room.ts';
import type { CredentialStore } from '../iam/credentials.ts';
import { listen, withoutRequestTimeout } from '../listen.ts';
import type { LocalService } from '../service.ts';
import { authenticate } from './authenticate.ts';
import { respondToPreflight, toCorsHeaders } from './cors.ts';
import { formatError, S3Error } from './errors.ts';
import { openMultipartUploadStore } from './multipart-upload-store.ts';
import { createNotifier } from './notifications.ts';
import type { S3Environment, S3Response } from './operation.ts';
import { postObject } from './post-object.ts';
import { createResponseIds, parseRequest, type S3Request } from './request.ts';
import { isPostForm, route } from './router.ts';
import { openStore } from './store.ts';

/** How long a client that was refused may go on sending. */
const LINGER_MS = 30_000;

export interface S3Options {
  /** Folder of its own; made where it is missing. */
  readonly dataDir: string;
  readonly credentials: CredentialStore;
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Loopback address to listen on. */
  readonly host?: string;
  /** How long a client may take to send its headers. */
  readonly headersTimeoutMs?: number;
  /** The clock, in Unix milliseconds. */
  readonly now?: () => number;
  /** Of the data folder's disk. */
  readonly room?: DiskRoom;
  /** Takes what the owner of the machine should know; stderr unless told. */
  readonly log?: (line: string) => void;
  /** Makes one event notification durable at its target (a queue's or function's ARN) before it resolves. */
  readonly deliver?: (targetArn: string, notification: unknown) => Promise<void>;
}

export interface LocalS3 extends LocalService {
  /** Announces again what an earlier run could not. Call it once the targets are up. */
  resumeNotifications(): Promise<void>;
}

/** What every request needs. */
interface Service {
  readonly environment: S3Environment;
  readonly credentials: CredentialStore;
  readonly log: (line: string) => void;
}

async function respond(request: S3Request, { environment, credentials }: Service): Promise<S3Response> {
  if (request.method === 'OPTIONS') return respondToPreflight(request, environment);
  if (isPostForm(request)) return postObject(request, { environment, credentials });
  const operation = route(request);
  const caller = authenticate(request, { credentials, region: environment.region, nowMs: environment.now() });
  return operation({ request, caller, environment });
}

interface ResponseIds {
  readonly requestId: string;
  readonly hostId: string;
}

function toErrorResponse(cause: unknown, ids: ResponseIds, { log }: Service): S3Response {
  const error = cause instanceof S3Error ? cause : new S3Error('InternalError');
  if (error !== cause) log(`InternalError ${ids.requestId}: ${cause instanceof Error ? cause.stack : cause}`);
  return {
    status: error.status,
    headers: { 'content-type': 'application/xml', ...error.headers },
    body: formatError(error, ids),
  };
}

function isBroken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(?:ERR_STREAM|ECONNRESET|EPIPE)/.test(String(error.code));
}

/** Fulfils when the request has come whole, its client is gone, or has had its time: hanging up earlier would lose the response. */
async function untilRead(message: IncomingMessage): Promise<void> {
  if (message.complete) return;
  await finished(message, { signal: AbortSignal.timeout(LINGER_MS) }).catch(() => undefined);
}

async function send(
  response: ServerResponse,
  message: IncomingMessage,
  { status, headers, body }: S3Response,
): Promise<void> {
  const isText = typeof body === 'string';
  const hasNoBody = message.method === 'HEAD' || status === 204 || status === 304;
  response.writeHead(status, {
    ...headers,
    ...(isText && !hasNoBody ? { 'content-length': Buffer.byteLength(body) } : {}),
    ...(body === undefined && !hasNoBody && headers['content-length'] === undefined ? { 'content-length': 0 } : {}),
  });
  if (body === undefined || hasNoBody) {
    response.end();
  } else if (isText) {
    response.write(body);
    await untilRead(message);
    response.end();
  } else {
    await pipeline(body, response);
  }
}

async function handle(message: IncomingMessage, response: ServerResponse, server: Service): Promise<void> {
  const ids = createResponseIds();
  const always = { 'x-amz-request-id': ids.requestId, 'x-amz-id-2': ids.hostId, server: 'AmazonS3' };
  let cors: Readonly<Record<string, string>> = {};
  let result: S3Response;
  try {
    const request = parseRequest(message, ids);
    cors = request.method === 'OPTIONS' ? {} : toCorsHeaders(request, server.environment);
    result = await respond(request, server);
  } catch (error) {
    if (message.destroyed && isBroken(error)) return;
    result = toErrorResponse(error, ids, server);
  }
  // A refused upload is still read to its end, so that its client gets to read the refusal; what was reading it so far
  // must let go first.
  message.removeAllListeners('readable');
  message.resume();
  await send(response, message, { ...result, headers: { ...always, ...cors, ...result.headers } });
}

/** @throws {Error} when the port is taken, or the folder cannot be read. */
export async function createS3(options: S3Options): Promise<LocalS3> {
  const { region, accountId, credentials } = options;
  const now = options.now ?? Date.now;
  const log = options.log ?? ((line) => console.error(`s3: ${line}`));
  const store = await openStore(options.dataDir, now, options.room);
  const uploads = await openMultipartUploadStore(options.dataDir);
  const deliver = options.deliver ?? (async () => {});
  const notifier = createNotifier({ store, region, accountId, now, deliver });
  const environment: S3Environment = { store, uploads, notifier, region, accountId, now };
  const server = createServer(
    { ...withoutRequestTimeout(options.headersTimeoutMs), keepAliveTimeout: 60_000 },
    (message, response) => {
      handle(message, response, { environment, credentials, log }).catch((error: unknown) => {
        if (!isBroken(error)) log(`a response broke off: ${error}`);
        response.destroy();
      });
    },
  );
  const { url, close } = await listen(server, options);
  return {
    url,
    resumeNotifications: () => notifier.resume(),
    close: async () => {
      notifier.close();
      await close();
    },
  };
}

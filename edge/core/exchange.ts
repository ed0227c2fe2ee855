/** A request as the routes see it and the response that they give: HTTP without a trace of CloudFront. */
import { AppError, PROBLEMS, type ProblemCode, toProblem } from '../problem.ts';
import { MAX_FORM_BYTES } from './viewer-contract.ts';

export interface EdgeRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** By lower-case name; a header that was sent twice has two values. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** Null where none was sent. */
  readonly body: Uint8Array | null;
  /** Whether CloudFront cut the body at its 1 MB. */
  readonly isBodyTruncated: boolean;
  readonly requestId: string;
  /** Scheme and host that the viewer used. */
  readonly origin: string;
  readonly from: { readonly country: string | null; readonly address: string | null };
}

export interface EdgeResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Every response of the API depends on who asks: a cache must ask again before it uses one. */
const PRIVATE = { 'cache-control': 'private, no-cache', vary: 'authorization' };

export function toJsonResponse(value: unknown, headers: Readonly<Record<string, string>> = {}): EdgeResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/json', ...PRIVATE, ...headers },
    body: JSON.stringify(value),
  };
}

/** A page of the edge's own, for whoever asked and nobody else: no cache keeps it. */
export function toPageResponse(body: string): EdgeResponse {
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }, body };
}

/** Problem details (RFC 9457), which no cache keeps. */
export function toProblemResponse(error: AppError, requestId: string): EdgeResponse {
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

/** Reads the value of a header that may be sent once; null where it is absent or was sent more than once. */
export function readHeader(request: EdgeRequest, name: string): string | null {
  const values = request.headers[name] ?? [];
  return values.length === 1 ? (values[0] ?? null) : null;
}

/**
 * Reads a JSON body.
 * @throws {AppError} when CloudFront cut it (`body-too-large`), or it is absent or no JSON (`bad-request`)
 */
export function parseJsonBody({ body, isBodyTruncated }: EdgeRequest): unknown {
  if (isBodyTruncated) throw new AppError('body-too-large', { detail: 'A request may have up to 1 MB.' });
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body ?? new Uint8Array()));
  } catch (cause) {
    throw new AppError('bad-request', { errors: [{ pointer: '', detail: 'The body must be JSON in UTF-8.' }], cause });
  }
}

const FORM = /^application\/x-www-form-urlencoded\s*(;|$)/i;

/**
 * Reads the fields of a form's body, as a browser sends them (URL Standard, "application/x-www-form-urlencoded").
 * @throws {AppError} when it is longer than any form (`body-too-large`), or of another kind (`bad-request`)
 */
export function parseFormBody(request: EdgeRequest): URLSearchParams {
  const { body, isBodyTruncated } = request;
  if (isBodyTruncated || (body !== null && body.length > MAX_FORM_BYTES)) throw new AppError('body-too-large');
  if (!FORM.test(readHeader(request, 'content-type') ?? '')) {
    throw new AppError('bad-request', { detail: 'The body must be a form, URL-encoded.' });
  }
  return new URLSearchParams(new TextDecoder().decode(body ?? new Uint8Array()));
}

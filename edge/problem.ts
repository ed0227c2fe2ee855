/**
 * The failure of a request: a code, whose row in the table decides the response (RFC 9457 problem details), what the
 * phone's outbox does next, and what is retried. Documented for callers in docs/problems.md.
 */
import { PROBLEMS, type ProblemCode, type Retry } from './core/problem-table.ts';

export { PROBLEMS, type ProblemCode, type Retry } from './core/problem-table.ts';

/** One wrong place in a request: a JSON pointer (RFC 6901) into the body, or `?name` of a query parameter. */
export interface WrongField {
  readonly pointer: string;
  readonly detail: string;
}

/** Body of an error response (RFC 9457). `code` is the last part of `type`, for callers that switch on it. */
export interface Problem {
  readonly type: string;
  readonly code: ProblemCode;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly errors?: readonly WrongField[];
  readonly retry: Retry;
  readonly request_id?: string;
}

export interface AppErrorOptions {
  /** For the caller: says what would be right. Never holds a token, a URL or another person's data. */
  readonly detail?: string;
  readonly errors?: readonly WrongField[];
  readonly retryAfterSeconds?: number;
  /** Of the response, such as `allow`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For the log only. */
  readonly cause?: unknown;
}

/** A failure that has a row in the table. Callers switch on `code`, never on prose. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ProblemCode;
  readonly detail: string | undefined;
  readonly errors: readonly WrongField[] | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly headers: Readonly<Record<string, string>> | undefined;

  constructor(code: ProblemCode, options: AppErrorOptions = {}) {
    super(code, { cause: options.cause });
    this.code = code;
    this.detail = options.detail;
    this.errors = options.errors;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.headers = options.headers;
  }
}

/** Makes the problem details of a code. `type` is a relative reference into the site's own documentation. */
export function toProblem(error: AppError, requestId?: string): Problem {
  const { status, title, retry } = PROBLEMS[error.code];
  return {
    type: `/problems#${error.code}`,
    code: error.code,
    title,
    status,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    ...(error.errors === undefined ? {} : { errors: error.errors }),
    retry,
    ...(requestId === undefined ? {} : { request_id: requestId }),
  };
}

/**
 * Every way in which a request can fail: one code, one row. The row decides the response (RFC 9457 problem details),
 * what the phone's outbox does next, and what the pipeline retries. Documented for callers in docs/problems.md.
 */

/** `never`: the same request fails again; `later`: back off and repeat; `renew-ticket`: ask for a new ticket;
 * `after-sign-in`: keep everything and repeat with a fresh token. */
export type Retry = 'never' | 'later' | 'renew-ticket' | 'after-sign-in';

interface Row {
  readonly status: number;
  readonly title: string;
  readonly retry: Retry;
}

export const PROBLEMS = {
  'bad-request': {
    status: 400,
    title: 'The request has wrong or missing fields.',
    retry: 'never',
  },
  'token-missing': {
    status: 401,
    title: 'Sign in to continue.',
    retry: 'after-sign-in',
  },
  'token-invalid': {
    status: 401,
    title: 'Sign in again to continue.',
    retry: 'after-sign-in',
  },
  'token-expired': {
    status: 401,
    title: 'Your sign-in has expired.',
    retry: 'after-sign-in',
  },
  'access-denied': {
    status: 403,
    title: 'You may not do this here.',
    retry: 'never',
  },
  'job-closed': {
    status: 409,
    title: 'This job is closed and takes no more photos.',
    retry: 'never',
  },
  'not-found': { status: 404, title: 'There is nothing here.', retry: 'never' },
  'method-not-allowed': {
    status: 405,
    title: 'This method is not offered here.',
    retry: 'never',
  },
  'edited-meanwhile': {
    status: 412,
    title: 'Somebody else has changed this meanwhile.',
    retry: 'never',
  },
  'photo-too-large': {
    status: 413,
    title: 'The photo is too large.',
    retry: 'never',
  },
  'body-too-large': {
    status: 413,
    title: 'The request is too large.',
    retry: 'never',
  },
  'unsupported-type': {
    status: 415,
    title: 'This type of file is not taken.',
    retry: 'never',
  },
  'ticket-expired': {
    status: 403,
    title: 'The ticket has expired.',
    retry: 'renew-ticket',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests.',
    retry: 'later',
  },
  internal: {
    status: 500,
    title: 'Something went wrong on our side.',
    retry: 'later',
  },
  unavailable: { status: 503, title: 'The service is busy.', retry: 'later' },
} as const satisfies Record<string, Row>;

export type ProblemCode = keyof typeof PROBLEMS;

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

/**
 * The failure of a request: a code, whose row in the table decides the response (RFC 9457 problem details), what the
 * phone's outbox does next, and what is retried. Documented for callers in docs/problems.md.
 */
import type { AppError, WrongField } from './app-error.ts';
import { PROBLEMS, type ProblemCode, type Retry } from './problem-table.ts';

export { AppError, type AppErrorOptions, type WrongField } from './app-error.ts';
export { PROBLEMS, type ProblemCode, type Retry } from './problem-table.ts';

/** Body of an error response (RFC 9457). `code` is the last part of `type`, for callers that switch on it. */
export interface Problem {
  readonly type: string;
  readonly code: ProblemCode;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly errors?: readonly WrongField[];
  readonly retry: Retry;
  /** With `edited-meanwhile` of a job: the job as it is now. */
  readonly current?: unknown;
  readonly request_id?: string;
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
    ...(error.current === undefined ? {} : { current: error.current }),
    ...(requestId === undefined ? {} : { request_id: requestId }),
  };
}

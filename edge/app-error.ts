/** The failure of a request: a code of the table of problems, without the table, which the phone needs later than this. */
import type { ProblemCode } from './problem-table.ts';

/** One wrong place in a request: a JSON pointer (RFC 6901) into the body, or `?name` of a query parameter. */
export interface WrongField {
  readonly pointer: string;
  readonly detail: string;
}

export interface AppErrorOptions {
  /** For the caller: says what would be right. Never holds a token, a URL or another person's data. */
  readonly detail?: string;
  readonly errors?: readonly WrongField[];
  readonly retryAfterSeconds?: number;
  /** What stands in the place of what the caller took for granted. */
  readonly current?: unknown;
  /** Of the response, such as `allow`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For the log only. */
  readonly cause?: unknown;
}

/** A failure that has a row in the table. Callers switch on `code`, never on prose. */
export class AppError extends Error {
  override readonly name = 'AppError';
  declare readonly code: ProblemCode;
  declare readonly detail: string | undefined;
  declare readonly errors: readonly WrongField[] | undefined;
  declare readonly retryAfterSeconds: number | undefined;
  declare readonly current: unknown;
  declare readonly headers: Readonly<Record<string, string>> | undefined;

  constructor(code: ProblemCode, { cause, ...facts }: AppErrorOptions = {}) {
    super(code, { cause });
    // One by one they weigh 40 bytes more on the way to the first capture.
    Object.assign(this, { code, ...facts });
  }
}

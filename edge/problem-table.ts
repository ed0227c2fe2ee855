/**
 * Every way in which a request can fail: one code, one row. Documented for callers in docs/problems.md. Each row is an
 * export of its own, so that the bundle of a CloudFront Function holds those that it refuses with and no others.
 */

/** `never`: the same request fails again; `later`: back off and repeat; `renew-ticket`: ask for a new ticket;
 * `after-sign-in`: keep everything and repeat with a fresh token. */
export type Retry = 'never' | 'later' | 'renew-ticket' | 'after-sign-in';

export interface ProblemRow {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly retry: Retry;
}

export const BAD_REQUEST = {
  code: 'bad-request',
  status: 400,
  title: 'The request has wrong or missing fields.',
  retry: 'never',
} as const satisfies ProblemRow;
export const TOKEN_MISSING = {
  code: 'token-missing',
  status: 401,
  title: 'Sign in to continue.',
  retry: 'after-sign-in',
} as const satisfies ProblemRow;
export const TOKEN_INVALID = {
  code: 'token-invalid',
  status: 401,
  title: 'Sign in again to continue.',
  retry: 'after-sign-in',
} as const satisfies ProblemRow;
export const TOKEN_EXPIRED = {
  code: 'token-expired',
  status: 401,
  title: 'Your sign-in has expired.',
  retry: 'after-sign-in',
} as const satisfies ProblemRow;
export const ACCESS_DENIED = {
  code: 'access-denied',
  status: 403,
  title: 'You may not do this here.',
  retry: 'never',
} as const satisfies ProblemRow;
export const JOB_CLOSED = {
  code: 'job-closed',
  status: 409,
  title: 'This job is closed and takes no more photos.',
  retry: 'never',
} as const satisfies ProblemRow;
export const JOB_EXISTS = {
  code: 'job-exists',
  status: 409,
  title: 'There is another job of this id.',
  retry: 'never',
} as const satisfies ProblemRow;
export const STAGES_MISSING = {
  code: 'stages-missing',
  status: 409,
  title: 'A stage that this job must show is missing.',
  retry: 'never',
} as const satisfies ProblemRow;
export const PHOTO_ARRIVING = {
  code: 'photo-arriving',
  status: 409,
  title: 'This photo is still arriving.',
  retry: 'later',
} as const satisfies ProblemRow;
export const TOO_MANY_ANNOUNCED = {
  code: 'too-many-announced',
  status: 409,
  title: 'Too many photos are announced and have not come.',
  retry: 'later',
} as const satisfies ProblemRow;
export const NOT_FOUND = {
  code: 'not-found',
  status: 404,
  title: 'There is nothing here.',
  retry: 'never',
} as const satisfies ProblemRow;
export const METHOD_NOT_ALLOWED = {
  code: 'method-not-allowed',
  status: 405,
  title: 'This method is not offered here.',
  retry: 'never',
} as const satisfies ProblemRow;
export const EDITED_MEANWHILE = {
  code: 'edited-meanwhile',
  status: 412,
  title: 'Somebody else has changed this meanwhile.',
  retry: 'never',
} as const satisfies ProblemRow;
export const PHOTO_TOO_LARGE = {
  code: 'photo-too-large',
  status: 413,
  title: 'The photo is too large.',
  retry: 'never',
} as const satisfies ProblemRow;
export const BODY_TOO_LARGE = {
  code: 'body-too-large',
  status: 413,
  title: 'The request is too large.',
  retry: 'never',
} as const satisfies ProblemRow;
export const UNSUPPORTED_TYPE = {
  code: 'unsupported-type',
  status: 415,
  title: 'This type of file is not taken.',
  retry: 'never',
} as const satisfies ProblemRow;
export const TICKET_EXPIRED = {
  code: 'ticket-expired',
  status: 403,
  title: 'The ticket has expired.',
  retry: 'renew-ticket',
} as const satisfies ProblemRow;
export const LINK_ENDED = {
  code: 'link-ended',
  status: 410,
  title: 'This link is no longer good.',
  retry: 'never',
} as const satisfies ProblemRow;
export const LINK_FULL = {
  code: 'link-full',
  status: 409,
  title: 'This link has taken all photos that it may.',
  retry: 'never',
} as const satisfies ProblemRow;
export const NOTES_FULL = {
  code: 'notes-full',
  status: 409,
  title: 'There is no room for another note here.',
  retry: 'never',
} as const satisfies ProblemRow;
export const TOO_MANY_REQUESTS = {
  code: 'too-many-requests',
  status: 429,
  title: 'Too many requests.',
  retry: 'later',
} as const satisfies ProblemRow;
export const INTERNAL = {
  code: 'internal',
  status: 500,
  title: 'Something went wrong on our side.',
  retry: 'later',
} as const satisfies ProblemRow;
export const UNAVAILABLE = {
  code: 'unavailable',
  status: 503,
  title: 'The service is busy.',
  retry: 'later',
} as const satisfies ProblemRow;

const ROWS = [
  BAD_REQUEST,
  TOKEN_MISSING,
  TOKEN_INVALID,
  TOKEN_EXPIRED,
  ACCESS_DENIED,
  JOB_CLOSED,
  JOB_EXISTS,
  STAGES_MISSING,
  PHOTO_ARRIVING,
  TOO_MANY_ANNOUNCED,
  NOT_FOUND,
  METHOD_NOT_ALLOWED,
  EDITED_MEANWHILE,
  PHOTO_TOO_LARGE,
  BODY_TOO_LARGE,
  UNSUPPORTED_TYPE,
  TICKET_EXPIRED,
  LINK_ENDED,
  LINK_FULL,
  NOTES_FULL,
  TOO_MANY_REQUESTS,
  INTERNAL,
  UNAVAILABLE,
] as const;
type Row = (typeof ROWS)[number];

export type ProblemCode = Row['code'];
type Table = { readonly [Code in ProblemCode]: Extract<Row, { readonly code: Code }> };

export const PROBLEMS: Table = /* @__PURE__ */ toTable(ROWS);

function toTable(rows: readonly Row[]): Table {
  return Object.fromEntries(rows.map((row) => [row.code, row])) as Table;
}

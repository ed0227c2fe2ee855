/**
 * What a response to an upload means. S3 speaks XML with codes of its own (S3 API reference, "Error responses"); the
 * edge speaks the problem table; anything else comes from something in between, and says nothing about the photo.
 */
import type { AppError } from '../../edge/app-error.ts';
import { PROBLEMS, type ProblemCode } from '../../edge/problem.ts';
import { readProblem } from '../api/read-problem.ts';
import type { StuckCode } from '../outbox/entry.ts';

export interface UploadResponse {
  readonly status: number;
  readonly body: string;
  readonly retryAfterSeconds: number | null;
}

export type Verdict =
  /** S3 has the bytes under `key`. */
  | { readonly kind: 'stored'; readonly key: string }
  /** The ticket is too old (or its credentials are): a new one may do. */
  | { readonly kind: 'renew-ticket' }
  | { readonly kind: 'after-sign-in' }
  | { readonly kind: 'later'; readonly retryAfterSeconds?: number | undefined }
  /** The bytes are not those that the ticket pins: make the copies anew. */
  | { readonly kind: 'damaged' }
  | { readonly kind: 'never'; readonly code: StuckCode };

const RENEW = ['ExpiredToken', 'TokenRefreshRequired', 'InvalidToken', 'InvalidAccessKeyId', 'RequestTimeTooSkewed'];
const LATER = [
  'InternalError',
  'ServiceUnavailable',
  'SlowDown',
  'RequestTimeout',
  'IncompleteBody',
  'OperationAborted',
];
const DAMAGED = ['BadDigest', 'InvalidDigest', 'XAmzContentChecksumMismatch', 'EntityTooSmall', 'EntityTooLarge'];

export function judgeUpload({ status, body, retryAfterSeconds }: UploadResponse): Verdict {
  if (status >= 200 && status < 300) {
    const key = readElement(body, 'Key');
    return key ? { kind: 'stored', key } : { kind: 'later' };
  }
  const later: Verdict = { kind: 'later', retryAfterSeconds: retryAfterSeconds ?? undefined };
  if (status >= 500 || status === 429) return later;
  const s3Code = readElement(body, 'Code');
  if (s3Code) return judgeS3Code(s3Code, readElement(body, 'Message') ?? '', later);
  const { code } = readProblem(body);
  return code ? judgeProblem(code, later) : later;
}

/** The same for a problem of the edge's own table. */
export function judgeProblem(code: ProblemCode, later: Verdict = { kind: 'later' }): Verdict {
  const { retry } = PROBLEMS[code];
  if (retry === 'later') return later;
  return retry === 'never' ? { kind: 'never', code } : { kind: retry };
}

/** Tells whether a failure is somebody's word. That of a request to which no response came has a cause beneath it. */
export function isRefusal(error: AppError): boolean {
  return error.cause === undefined;
}

function judgeS3Code(code: string, message: string, later: Verdict): Verdict {
  if (RENEW.includes(code) || (code === 'AccessDenied' && /expired/i.test(message))) return { kind: 'renew-ticket' };
  if (LATER.includes(code)) return later;
  return DAMAGED.includes(code) ? { kind: 'damaged' } : { kind: 'never', code: 'refused-by-storage' };
}

function readElement(xml: string, name: string): string | null {
  return new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1] ?? null;
}

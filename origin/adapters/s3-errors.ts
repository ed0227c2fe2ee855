/** What S3's errors mean to a store. */
import { S3ServiceException } from '@aws-sdk/client-s3';

/** Null for what is not there: no key, no such version, or a delete marker. All else is thrown: it may pass, or be our fault. */
export function orNull<T>(sent: Promise<T>): Promise<T | null> {
  return sent.catch((error: unknown) => {
    if (!(error instanceof S3ServiceException) || error.name === 'NoSuchBucket') throw error;
    const status = error.$metadata.httpStatusCode;
    if (status === 404 || status === 405 || error.name === 'NoSuchVersion') return null;
    throw error;
  });
}

/** Precondition Failed, or Conflict: another write of the same key was under way. */
export function isLostRace(error: unknown): boolean {
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  return status === 412 || status === 409;
}

/** So S3 answers who may not do it, and everybody who would remove what is locked. */
export function isRefused(error: unknown): boolean {
  return error instanceof S3ServiceException && error.name === 'AccessDenied';
}

/** What every operation of the service is given and gives back. */
import type { Readable } from 'node:stream';
import type { Bucket } from './bucket.ts';
import type { Caller } from './caller.ts';
import { S3Error } from './errors.ts';
import type { MultipartUploadStore } from './multipart-upload-store.ts';
import type { Notifier } from './notifications.ts';
import type { S3Request } from './request.ts';
import type { S3Store } from './store.ts';

export interface S3Environment {
  readonly store: S3Store;
  readonly uploads: MultipartUploadStore;
  readonly notifier: Notifier;
  readonly region: string;
  readonly accountId: string;
  /** Unix milliseconds. */
  readonly now: () => number;
}

export interface S3Call {
  readonly request: S3Request;
  readonly caller: Caller;
  readonly environment: S3Environment;
}

export interface S3Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Readable;
}

export type S3Operation = (call: S3Call) => Promise<S3Response>;

export function toXmlResponse(xml: string, headers: Readonly<Record<string, string>> = {}): S3Response {
  return { status: 200, headers: { 'content-type': 'application/xml', ...headers }, body: xml };
}

export function toEmptyResponse(status: number, headers: Readonly<Record<string, string>> = {}): S3Response {
  return { status, headers };
}

/** @throws {S3Error} when there is none of that name: `NoSuchBucket` */
export function requireBucket(environment: S3Environment, name: string | null): Bucket {
  const bucket = name === null ? null : environment.store.findBucket(name);
  if (bucket === null) throw new S3Error('NoSuchBucket', undefined, { BucketName: name ?? '' });
  return bucket;
}

/** @throws {S3Error} when the request means a bucket: `MethodNotAllowed` */
export function requireKey(request: S3Request): string {
  if (request.key === null) throw new S3Error('MethodNotAllowed');
  return request.key;
}

/** What every operation of the service is given and gives back. */
import type { Readable } from 'node:stream';
import type { IamPrincipal } from '../iam/credentials.ts';
import type { VerifiedSignature } from '../iam/verify-signature.ts';
import type { Bucket } from './bucket.ts';
import { S3Error } from './errors.ts';
import type { Notifier } from './notifications.ts';
import type { S3Request } from './request.ts';
import type { S3Store } from './store.ts';
import type { UploadStore } from './upload-store.ts';

export interface S3Environment {
  readonly store: S3Store;
  readonly uploads: UploadStore;
  readonly notifier: Notifier;
  readonly region: string;
  readonly accountId: string;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** Who asks, and how it was proved. */
export interface Caller {
  /** Null of an anonymous request. */
  readonly principal: IamPrincipal | null;
  readonly authType: 'REST-HEADER' | 'REST-QUERY-STRING' | 'POST' | null;
  /** Milliseconds since the request was signed. */
  readonly signatureAgeMs: number;
  /** Null where a POST form proved the caller. */
  readonly signature: VerifiedSignature | null;
}

export interface Call {
  readonly request: S3Request;
  readonly caller: Caller;
  readonly environment: S3Environment;
}

export interface S3Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Readable;
}

export type Operation = (call: Call) => Promise<S3Answer>;

export function answerXml(xml: string, headers: Readonly<Record<string, string>> = {}): S3Answer {
  return { status: 200, headers: { 'content-type': 'application/xml', ...headers }, body: xml };
}

export function answerEmpty(status: number, headers: Readonly<Record<string, string>> = {}): S3Answer {
  return { status, headers };
}

export function requireBucket(environment: S3Environment, name: string | null): Bucket {
  const bucket = name === null ? null : environment.store.findBucket(name);
  if (bucket === null) throw new S3Error('NoSuchBucket', undefined, { BucketName: name ?? '' });
  return bucket;
}

export function requireKey(request: S3Request): string {
  if (request.key === null) throw new S3Error('MethodNotAllowed');
  return request.key;
}

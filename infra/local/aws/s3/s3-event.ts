/** An event as it is announced: what happened to which version, and by whose request. */
import type { Bucket } from './bucket.ts';
import type { Caller } from './caller.ts';
import type { ObjectVersion } from './object-version.ts';
import type { S3Request } from './request.ts';

export interface S3Event {
  /** As in a notification's `eventName`: `ObjectCreated:Post`. */
  readonly name: string;
  readonly bucket: Bucket;
  readonly version: ObjectVersion;
  readonly principalId: string;
  readonly sourceIp: string;
  readonly requestId: string;
  readonly hostId: string;
}

export function toS3Event(
  { request, caller }: { readonly request: S3Request; readonly caller: Caller },
  happened: Pick<S3Event, 'name' | 'bucket' | 'version'>,
): S3Event {
  return {
    ...happened,
    principalId: caller.principal?.name ?? 'anonymous',
    sourceIp: request.sourceIp,
    requestId: request.requestId,
    hostId: request.hostId,
  };
}

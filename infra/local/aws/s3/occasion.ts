/** An event as it is announced: what happened to which version, and by whose request. */
import type { Bucket } from './bucket.ts';
import type { Occasion } from './notifications.ts';
import type { ObjectVersion } from './object-version.ts';
import type { Call } from './operation.ts';

/** `event` as in a notification's `eventName`: `ObjectCreated:Post`. */
export function toOccasion({ request, caller }: Call, bucket: Bucket, version: ObjectVersion, event: string): Occasion {
  return {
    event,
    bucket,
    version,
    principalId: caller.principal?.name ?? 'anonymous',
    sourceIp: request.sourceIp,
    requestId: request.requestId,
    hostId: request.hostId,
  };
}

/** The uploads bucket in memory. It holds a form to what its ticket says, as S3 does, and keeps no bytes: only how many. */
import { createHash } from 'node:crypto';
import type { Ticket } from '../../edge/api.ts';
import { derivePhotoId } from '../../edge/core/photo-id.ts';
import { planPhoto } from '../../edge/core/plan-photo.ts';
import type { UploadResponse } from '../../site/sender/judge-upload.ts';
import type { ListedVersion, TicketBucket } from './ticket-bucket.ts';

interface Policy {
  readonly key: string;
  readonly minBytes: number;
  readonly maxBytes: number;
  /** Hex; absent where the ticket promised none. */
  readonly sha256?: string | undefined;
  readonly expiresAtMs: number;
}

/** `now` in Unix milliseconds. */
export function createMemoryBucket(now: () => number): TicketBucket {
  const versions: ListedVersion[] = [];
  return {
    async issueTicket(jobId, capture, lifeSeconds) {
      const { photoId, key, minBytes, maxBytes } = planPhoto(
        capture,
        derivePhotoId('worker', jobId, capture.id ?? ''),
        {
          jobId,
          subject: 'worker',
        },
      );
      const expiresAtMs = Math.floor(now() / 1000) * 1000 + lifeSeconds * 1000;
      const policy: Policy = { key, minBytes, maxBytes, sha256: capture.sha256, expiresAtMs };
      return {
        photo_id: photoId,
        key,
        method: 'POST',
        url: '/upload',
        s3_url: 'memory:',
        fields: { key, policy: JSON.stringify(policy) },
        max_bytes: maxBytes,
        expires_in: lifeSeconds,
        expires_at: new Date(expiresAtMs).toISOString(),
      };
    },
    async sendForm({ fields }, bytes) {
      const refusal = findRefusal(fields, bytes, now());
      if (refusal !== null) return refusal;
      const { key } = parsePolicyField(fields);
      versions.push({ key, bytes: bytes.byteLength, modifiedAt: new Date(now()).toISOString() });
      return toResponse(201, `<PostResponse><Key>${key}</Key></PostResponse>`);
    },
    listVersions: async () =>
      versions.toSorted((left, right) => (left.key < right.key ? -1 : Number(left.key > right.key))),
    close: async () => undefined,
  };
}

function parsePolicyField({ policy = '' }: Ticket['fields']): Policy {
  return JSON.parse(policy);
}

function findRefusal(fields: Ticket['fields'], bytes: ArrayBuffer, nowMs: number): UploadResponse | null {
  const policy = parsePolicyField(fields);
  if (nowMs >= policy.expiresAtMs) return refuse(403, 'AccessDenied', 'Invalid according to Policy: Policy expired.');
  if (fields.key !== policy.key) {
    return refuse(403, 'AccessDenied', 'Invalid according to Policy: Policy Condition failed');
  }
  if (bytes.byteLength > policy.maxBytes) return refuse(400, 'EntityTooLarge');
  if (bytes.byteLength < policy.minBytes) return refuse(400, 'EntityTooSmall');
  const sha256 = createHash('sha256').update(new Uint8Array(bytes)).digest('hex');
  return policy.sha256 === undefined || policy.sha256 === sha256 ? null : refuse(400, 'BadDigest');
}

function refuse(status: number, code: string, message = ''): UploadResponse {
  return toResponse(status, `<Error><Code>${code}</Code><Message>${message}</Message></Error>`);
}

function toResponse(status: number, body: string): UploadResponse {
  return { status, body, retryAfterSeconds: null };
}

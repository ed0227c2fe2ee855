/** What a ticket fixes of the object that it permits: S3 stores these with the bytes, in the same write. */
import { formatPhotoKey } from '../../origin/photo-key.ts';
import { CACHE_FOR_EVER, formatObjectMetadata, formatTicketTags, OBJECT_TAGS } from '../../origin/records.ts';
import { LIMITS, MAX_PDF_BYTES } from '../api.ts';
import type { Asked } from './parse-captures.ts';

export interface PlannedPhoto {
  readonly photoId: string;
  readonly key: string;
  readonly capture: Asked;
  /** `Cache-Control`, `x-amz-meta-…` and, with a declared hash, `x-amz-checksum-…`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** What S3 takes, bytes. */
  readonly minBytes: number;
  readonly maxBytes: number;
}

export interface Uploader {
  readonly jobId: string;
  readonly subject: string;
  readonly name?: string | null;
}

export function planPhoto(capture: Asked, photoId: string, { jobId, subject, name }: Uploader): PlannedPhoto {
  const metadata = formatObjectMetadata({
    job: jobId,
    uploader: subject,
    ...(name ? { uploaderName: name } : {}),
    ...(capture.id === undefined ? {} : { capture: capture.id }),
    ...(capture.taken_at === undefined ? {} : { takenAt: capture.taken_at }),
    ...(capture.title === undefined ? {} : { title: capture.title }),
    ...(capture.stage === undefined ? {} : { stage: capture.stage }),
    ...(capture.sha256 === undefined ? {} : { sha256: capture.sha256 }),
    ...(capture.location === undefined ? {} : { location: capture.location }),
    ...(capture.part === undefined ? {} : { part: capture.part }),
    ...(capture.files === undefined ? {} : { files: capture.files }),
    ...(capture.drawn_on === undefined ? {} : { drawnOn: capture.drawn_on }),
  });
  return {
    photoId,
    key: formatPhotoKey({ jobId, photoId, type: capture.type, sha256: capture.sha256 ?? null }),
    capture,
    headers: {
      'Cache-Control': CACHE_FOR_EVER,
      ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])),
      ...toChecksumHeaders(capture.sha256),
    },
    // A title of which a tag takes nothing has an empty one: a form's fields depend on what was asked, not on its words.
    tags: { ...(capture.title === undefined ? {} : { [OBJECT_TAGS.title]: '' }), ...formatTicketTags(capture) },
    minBytes: capture.size ?? 1,
    maxBytes: capture.size ?? (capture.type === 'application/pdf' ? MAX_PDF_BYTES : LIMITS.maxPhotoBytes),
  };
}

function toChecksumHeaders(sha256: string | undefined): Record<string, string> {
  if (sha256 === undefined) return {};
  return {
    'x-amz-checksum-algorithm': 'SHA256',
    'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64'),
  };
}

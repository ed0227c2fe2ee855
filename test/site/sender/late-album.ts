/**
 * The album as a phone gets to see it: of records that are behind. A photo is announced with its ticket, and in the album some
 * time after it came.
 */
import { createHash } from 'node:crypto';
import type { Album, Capture, Photo, Ticket } from '../../../edge/api.ts';
import { toFacts } from '../../../edge/core/album.ts';
import type { PhotoRecord } from '../../../origin/records.ts';
import { toPhotoRecord } from '../../edge/records.ts';
import type { JumpingClock } from '../../support/jumping-clock.ts';
import { type SentFile, toRecords } from '../../support/shown-photo.ts';

export interface LateAlbum {
  announce(photoId: string, capture: Capture): void;
  /** Lets the pipeline begin with what the bucket has just stored. */
  develop(ticket: Ticket, bytes: ArrayBuffer): void;
  read(jobId: string): Promise<Album>;
}

interface Development {
  readonly photoId: string;
  /** In the album from then on. */
  readonly storedAtMs: number;
  readonly doneAtMs: number;
  readonly file: SentFile;
}

/** What has come is in the album before it is developed. */
const STORED_AFTER_MS = 1000;
/** How far the development is behind, by turns. */
const LAGS_MS: readonly number[] = [500, 20_000, 3000, 240_000];

export function createLateAlbum(clock: JumpingClock, lagsMs = LAGS_MS): LateAlbum {
  /** By photo, the last ticket's; by hash, what each said. */
  const announced = new Map<string, Capture>();
  const captures = new Map<string, Capture>();
  const developments: Development[] = [];

  function toRecord(jobId: string, photoId: string, { size }: Capture) {
    const files = developments.filter((one) => one.photoId === photoId && one.storedAtMs <= clock.now());
    const [record] = toRecords(files.map(({ file }) => file));
    if (record) return { ...record, title: null, stage: null };
    const facts = { state: 'arriving' as const, bytes: size, sha256: null, uploaded_at: null };
    return toPhotoRecord(jobId, photoId, { ...facts, title: null, stage: null });
  }

  return {
    announce(photoId, capture) {
      announced.set(photoId, capture);
      captures.set(capture.sha256 ?? '', capture);
    },
    develop({ photo_id: photoId, key }, bytes) {
      const doneAtMs = clock.now() + (lagsMs[developments.length % lagsMs.length] ?? 0);
      const sha256 = createHash('sha256').update(new Uint8Array(bytes)).digest('hex');
      const { part, files } = captures.get(sha256) ?? {};
      const storedAtMs = Math.min(doneAtMs, clock.now() + STORED_AFTER_MS);
      const storedAt = new Date(clock.now()).toISOString();
      const file = { key, bytes: bytes.byteLength, sha256, storedAt, part, files };
      developments.push({ photoId, storedAtMs, doneAtMs, file });
    },
    async read(jobId) {
      const records = [...announced].map(([photoId, capture]) => toRecord(jobId, photoId, capture));
      return { job_id: jobId, photos: records.map(toPhoto), expires_at: '' };
    },
  };
}

function toPhoto(record: PhotoRecord): Photo {
  const { original: _original, laterUploads, images_of: _images, hasMoreUploads: _more, ...facts } = toFacts(record);
  return {
    ...facts,
    ...(laterUploads.length > 0 ? { later_uploads: laterUploads.map((file) => ({ ...file, url: '' })) } : {}),
    ...{ url: null, thumb_url: null, preview_url: null },
  };
}

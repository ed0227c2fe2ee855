/**
 * The album as a phone gets to see it: of records that are behind. A photo is announced with its ticket, and in the album some
 * time after it came.
 */
import { createHash } from 'node:crypto';
import type { Album, Capture } from '../../../edge/api.ts';
import { toFacts } from '../../../edge/core/album.ts';
import { toPhotoRecord } from '../../edge/records.ts';
import type { JumpingClock } from '../../support/jumping-clock.ts';

export interface LateAlbum {
  announce(photoId: string, capture: Capture): void;
  /** Lets the pipeline begin with what the bucket has just stored. */
  develop(photoId: string, bytes: ArrayBuffer): void;
  read(jobId: string): Promise<Album>;
}

interface Development {
  readonly photoId: string;
  /** In the album from then on. */
  readonly storedAtMs: number;
  readonly doneAtMs: number;
  readonly facts: { readonly bytes: number; readonly sha256: string };
}

/** What has come is in the album before it is developed. */
const STORED_AFTER_MS = 1000;
/** How far the development is behind, by turns. */
const LAGS_MS: readonly number[] = [500, 20_000, 3000, 240_000];

export function createLateAlbum(clock: JumpingClock, lagsMs = LAGS_MS): LateAlbum {
  const announced = new Map<string, Capture>();
  const developments: Development[] = [];

  function toRecord(jobId: string, photoId: string, { size }: Capture) {
    const last = developments.findLast((one) => one.photoId === photoId && one.storedAtMs <= clock.now());
    const facts = last
      ? { state: last.doneAtMs <= clock.now() ? ('ready' as const) : ('stored' as const), ...last.facts }
      : { state: 'arriving' as const, bytes: size, sha256: null, uploaded_at: null };
    return toPhotoRecord(jobId, photoId, { ...facts, title: null, stage: null });
  }

  return {
    announce: (photoId, capture) => void announced.set(photoId, capture),
    develop(photoId, bytes) {
      const doneAtMs = clock.now() + (lagsMs[developments.length % lagsMs.length] ?? 0);
      const sha256 = createHash('sha256').update(new Uint8Array(bytes)).digest('hex');
      const storedAtMs = Math.min(doneAtMs, clock.now() + STORED_AFTER_MS);
      developments.push({ photoId, storedAtMs, doneAtMs, facts: { bytes: bytes.byteLength, sha256 } });
    },
    async read(jobId) {
      const facts = [...announced].map(([photoId, capture]) => toFacts(toRecord(jobId, photoId, capture)));
      const photos = facts.map((fact) => ({ ...fact, url: null, thumb_url: null, preview_url: null }));
      return { job_id: jobId, photos, expires_at: '' };
    },
  };
}

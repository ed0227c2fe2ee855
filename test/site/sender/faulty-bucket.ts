/**
 * An edge and a bucket in memory that fail as a list of faults says, one for each request, and then no more. The album is
 * the edge's own, over records that are behind: a photo is announced with its ticket, and developed some time after it came.
 */
import type { Album, Capture, Photo, Ticket, TicketRequest } from '../../../edge/api.ts';
import { mergeAlbum } from '../../../edge/core/album.ts';
import { derivePhotoId } from '../../../edge/core/photo-id.ts';
import { AppError } from '../../../edge/problem.ts';
import { formatPhotoKey } from '../../../origin/photo-key.ts';
import type { SendForm } from '../../../site/sender/ports.ts';
import type { Clock } from '../../../site/sender/send-state.ts';
import { toPhotoRecord } from '../../edge/records.ts';

export const FAULTS = [
  'cut',
  'lose',
  'slow-down',
  'expired',
  'damaged',
  'not-ours',
  'sign-in',
  'stall',
  'mute',
] as const;
export type Fault = (typeof FAULTS)[number];

export interface FaultyBucket {
  tickets(request: TicketRequest): Promise<readonly Ticket[]>;
  readonly sendForm: SendForm;
  readAlbum(jobId: string): Album;
  /** Sizes of what was stored for each photo, in order. */
  listVersions(): readonly (readonly number[])[];
  /** When the last fault struck, ms after the start. */
  lastFaultMs(): number;
  /** How often two uploads of one key were under way at once. */
  countRaces(): number;
}

interface Stored {
  readonly key: string;
  readonly versions: readonly { readonly bytes: number; readonly atMs: number; readonly developedAtMs: number }[];
}

const LIFE_SECONDS = 900;
/** How far the development is behind, by turns. */
const LAGS_MS = [500, 20_000, 3000, 240_000];
/** How long the phone waits for an answer that does not come. */
const SILENT_MS: Partial<Record<Fault, number>> = { cut: 0, stall: 45_000, mute: 120_000 };

export function createFaultyBucket(clock: Clock, faults: readonly (Fault | null)[], bytesPerMs: number): FaultyBucket {
  const left = [...faults];
  const announced = new Map<string, Capture>();
  const stored = new Map<string, Stored>();
  const expiry = new WeakMap<Ticket, number>();
  const flying = new Set<string>();
  let races = 0;
  const startMs = clock.now();
  let lastFaultMs = 0;
  let lags = 0;
  const nextFault = () => {
    const fault = left.shift() ?? null;
    if (fault) lastFaultMs = clock.now() - startMs;
    return fault;
  };
  const pass = (ms: number) => clock.sleep(ms, new AbortController().signal);

  function toTicket(jobId: string, capture: Capture): Ticket {
    const photoId = derivePhotoId('worker', jobId, capture.id);
    announced.set(photoId, capture);
    const ticket: Ticket = {
      photo_id: photoId,
      key: formatPhotoKey({ jobId, photoId, type: capture.type }),
      method: 'POST',
      url: '/upload',
      s3_url: '',
      fields: {},
      max_bytes: capture.size ?? 0,
      expires_in: LIFE_SECONDS,
      expires_at: '',
    };
    expiry.set(ticket, clock.now() + LIFE_SECONDS * 1000);
    return ticket;
  }

  function store(ticket: Ticket, bytes: ArrayBuffer) {
    const before = stored.get(ticket.photo_id)?.versions ?? [];
    const atMs = clock.now();
    const version = { bytes: bytes.byteLength, atMs, developedAtMs: atMs + (LAGS_MS[lags++ % LAGS_MS.length] ?? 0) };
    stored.set(ticket.photo_id, { key: ticket.key, versions: [...before, version] });
    return answer(201, `<PostResponse><Key>${ticket.key}</Key></PostResponse>`);
  }

  async function obey(fault: Fault | null, ticket: Ticket, bytes: ArrayBuffer) {
    const silentMs = fault && SILENT_MS[fault];
    if (silentMs !== null && silentMs !== undefined) {
      await pass(silentMs);
      throw new Error('no answer');
    }
    if (fault === 'slow-down') return answer(503, '<Error><Code>SlowDown</Code></Error>');
    if (fault === 'damaged') return answer(400, '<Error><Code>BadDigest</Code></Error>');
    if (fault === 'not-ours') return answer(200, '<html>Sign in to the hotel</html>');
    if (fault === 'expired' || (expiry.get(ticket) ?? 0) <= clock.now()) {
      return answer(403, '<Error><Code>AccessDenied</Code><Message>Policy expired.</Message></Error>');
    }
    const created = store(ticket, bytes);
    if (fault === 'lose') throw new Error('lost');
    return created;
  }

  function toRecord(jobId: string, [photoId, { size }]: [string, Capture]) {
    const developed = stored.get(photoId)?.versions.findLast(({ developedAtMs }) => developedAtMs <= clock.now());
    const facts = developed
      ? { state: 'ready' as const, bytes: developed.bytes, sha256: `sha-${developed.bytes}` }
      : { state: 'arriving' as const, bytes: size ?? null, sha256: null, uploaded_at: null };
    return toPhotoRecord(jobId, photoId, { ...facts, title: null, stage: null });
  }

  function toObject({ key, versions }: Stored) {
    const { bytes = 0, atMs = 0 } = versions.at(-1) ?? {};
    return { key, bytes, modifiedAt: new Date(atMs).toISOString() };
  }

  return {
    listVersions: () => [...stored.values()].map(({ versions }) => versions.map(({ bytes }) => bytes)),
    lastFaultMs: () => lastFaultMs,
    countRaces: () => races,
    async tickets({ job_id, photos }) {
      const fault = nextFault();
      await pass(400);
      if (fault === 'sign-in') throw new AppError('token-expired');
      if (fault === 'slow-down') throw new AppError('too-many-requests', { retryAfterSeconds: 5 });
      if (fault !== null && fault !== 'expired' && fault !== 'damaged') throw new AppError('unavailable');
      return photos.map((photo) => toTicket(job_id, photo));
    },
    async sendForm(ticket, bytes, { onProgress }) {
      if (flying.has(ticket.key)) races += 1;
      flying.add(ticket.key);
      const fault = nextFault();
      await pass(bytes.byteLength / bytesPerMs);
      onProgress(bytes.byteLength, bytes.byteLength);
      return obey(fault, ticket, bytes).finally(() => flying.delete(ticket.key));
    },
    readAlbum(jobId) {
      const records = [...announced].map((entry) => toRecord(jobId, entry));
      const facts = mergeAlbum(records, [...stored.values()].map(toObject), clock.now() / 1000);
      const photos: readonly Photo[] = facts.map((fact) => ({
        ...fact,
        url: null,
        thumb_url: null,
        preview_url: null,
      }));
      return { job_id: jobId, photos, expires_at: '' };
    },
  };
}

function answer(status: number, body: string) {
  return { status, body, retryAfterSeconds: null };
}

/** An edge and a bucket behind a connection that fails as a list of faults says, one for each request, and then no more. */
import type { Album, Ticket, TicketRequest } from '../../../edge/api.ts';
import { AppError } from '../../../edge/problem.ts';
import { parsePhotoKey } from '../../../origin/photo-key.ts';
import type { UploadResponse } from '../../../site/sender/judge-upload.ts';
import type { SendForm } from '../../../site/sender/ports.ts';
import type { JumpingClock } from '../../support/jumping-clock.ts';
import type { TicketBucket } from '../../support/ticket-bucket.ts';
import { createLateAlbum, type LateAlbum } from './late-album.ts';

export const UPLOAD_FAULTS = [
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
export type UploadFault = (typeof UPLOAD_FAULTS)[number];

/** What befalls no request for tickets. */
const OF_UPLOADS: readonly UploadFault[] = ['expired', 'damaged'];

export interface FaultyBucket {
  tickets(request: TicketRequest): Promise<readonly Ticket[]>;
  readonly sendForm: SendForm;
  readAlbum(jobId: string): Promise<Album>;
  /** Sizes of what was stored for each photo, in order. */
  listVersions(): Promise<readonly (readonly number[])[]>;
  /** When the last fault struck, ms after the start. */
  lastFaultMs(): number;
  /** How often two uploads of one photo were under way at once. */
  countRaces(): number;
}

export interface FaultyConnection {
  readonly clock: JumpingClock;
  readonly faults: readonly (UploadFault | null)[];
  readonly bytesPerMs: number;
}

const LIFE_SECONDS = 900;
const EXPIRED_TICKET =
  '<Error><Code>AccessDenied</Code><Message>Invalid according to Policy: Policy expired.</Message></Error>';
/** How long the phone waits for a response that does not come. */
const SILENT_MS: Partial<Record<UploadFault, number>> = { cut: 0, stall: 45_000, mute: 120_000 };

export function createFaultyBucket(bucket: TicketBucket, connection: FaultyConnection): FaultyBucket {
  const { clock, bytesPerMs } = connection;
  const album = createLateAlbum(clock);
  const faults = createFaultList(connection);
  const inFlight = new Set<string>();
  let races = 0;
  return {
    readAlbum: album.read,
    lastFaultMs: faults.lastMs,
    countRaces: () => races,
    listVersions: async () => {
      const versions = (await bucket.listVersions()).toSorted((a, b) => (a.modifiedAt < b.modifiedAt ? -1 : 1));
      const byPhoto = Map.groupBy(versions, ({ key }) => parsePhotoKey(key)?.photoId);
      return [...byPhoto.values()].map((files) => files.map(({ bytes }) => bytes));
    },
    async tickets({ job_id, photos }) {
      const fault = faults.next();
      await pass(clock, 400);
      if (fault === 'sign-in') throw new AppError('token-expired');
      if (fault === 'slow-down') throw new AppError('too-many-requests', { retryAfterSeconds: 5 });
      if (fault !== null && !OF_UPLOADS.includes(fault)) throw new AppError('unavailable', { cause: fault });
      const tickets = photos.map((photo) => bucket.issueTicket(job_id, photo, LIFE_SECONDS));
      const issued = await clock.during(Promise.all(tickets));
      for (const [index, photo] of photos.entries()) album.announce(issued[index]?.photo_id ?? '', photo);
      return issued;
    },
    async sendForm(ticket, bytes, { onProgress, signal }) {
      if (inFlight.has(ticket.photo_id)) races += 1;
      inFlight.add(ticket.photo_id);
      const fault = faults.next();
      await pass(clock, bytes.byteLength / bytesPerMs);
      onProgress(bytes.byteLength, bytes.byteLength);
      const sent = sendThrough(fault, { bucket, album, clock }, { ticket, bytes });
      return Promise.race([sent, rejectAtEnd(signal)]).finally(() => inFlight.delete(ticket.photo_id));
    },
  };
}

function createFaultList({ clock, faults }: FaultyConnection) {
  const left = [...faults];
  const startMs = clock.now();
  let lastMs = 0;
  return {
    next(): UploadFault | null {
      const fault = left.shift() ?? null;
      if (fault) lastMs = clock.now() - startMs;
      return fault;
    },
    lastMs: () => lastMs,
  };
}

function pass(clock: JumpingClock, ms: number): Promise<void> {
  return clock.sleep(ms, new AbortController().signal);
}

function rejectAtEnd(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}

async function sendThrough(
  fault: UploadFault | null,
  { bucket, album, clock }: { readonly bucket: TicketBucket; readonly album: LateAlbum; readonly clock: JumpingClock },
  { ticket, bytes }: { readonly ticket: Ticket; readonly bytes: ArrayBuffer },
): Promise<UploadResponse> {
  const silentMs = fault && SILENT_MS[fault];
  if (silentMs !== null && silentMs !== undefined) {
    await pass(clock, silentMs);
    throw new Error('no response');
  }
  if (fault === 'slow-down') return toResponse(503, '<Error><Code>SlowDown</Code></Error>');
  if (fault === 'not-ours') return toResponse(200, '<html>Sign in to the hotel</html>');
  if (fault === 'expired') return toResponse(403, EXPIRED_TICKET);
  const received = fault === 'damaged' ? damage(bytes) : bytes;
  const response = await clock.during(bucket.sendForm(ticket, received));
  if (response.status === 201) album.develop(ticket, received);
  if (fault === 'lose') throw new Error('lost');
  return response;
}

/** Other bytes, as many: S3 itself finds that they are not those of the ticket. */
function damage(bytes: ArrayBuffer): ArrayBuffer {
  const copy = new Uint8Array(bytes.slice(0));
  copy[0] = (copy[0] ?? 0) ^ 0xff;
  return copy.buffer;
}

function toResponse(status: number, body: string): UploadResponse {
  return { status, body, retryAfterSeconds: null };
}

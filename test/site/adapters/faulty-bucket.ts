/** An edge and a bucket in memory that fail as a list of faults says, one for each request, and then no more. */
import type { Album, Capture, Photo, Ticket, TicketRequest } from '../../../edge/api.ts';
import { AppError } from '../../../edge/problem.ts';
import type { Clock } from '../../../site/adapters/send-state.ts';
import type { SendForm } from '../../../site/core/engine-ports.ts';

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
  /** Sizes of what was stored under each key, in order. */
  readonly versions: ReadonlyMap<string, readonly number[]>;
  /** When the last fault struck, ms after the start. */
  lastFaultMs(): number;
  /** How often two uploads of one key were under way at once. */
  countRaces(): number;
}

const LIFE_SECONDS = 900;
/** How long the phone waits for an answer that does not come. */
const SILENT_MS: Partial<Record<Fault, number>> = { cut: 0, stall: 45_000, mute: 120_000 };

export function createFaultyBucket(clock: Clock, faults: readonly (Fault | null)[], bytesPerMs: number): FaultyBucket {
  const left = [...faults];
  const versions = new Map<string, number[]>();
  const expiry = new WeakMap<Ticket, number>();
  const flying = new Set<string>();
  let races = 0;
  const startMs = clock.now();
  let lastFaultMs = 0;
  const nextFault = () => {
    const fault = left.shift() ?? null;
    if (fault) lastFaultMs = clock.now() - startMs;
    return fault;
  };
  const pass = (ms: number) => clock.sleep(ms, new AbortController().signal);

  function toTicket(jobId: string, { id, size }: Capture): Ticket {
    const ticket: Ticket = {
      photo_id: `photo-of-${id}`,
      key: `jobs/${jobId}/${id}.jpg`,
      method: 'POST',
      url: '/upload',
      s3_url: '',
      fields: {},
      max_bytes: size,
      expires_in: LIFE_SECONDS,
      expires_at: '',
    };
    expiry.set(ticket, clock.now() + LIFE_SECONDS * 1000);
    return ticket;
  }

  function store(ticket: Ticket, bytes: ArrayBuffer) {
    versions.set(ticket.key, [...(versions.get(ticket.key) ?? []), bytes.byteLength]);
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
    const stored = store(ticket, bytes);
    if (fault === 'lose') throw new Error('lost');
    return stored;
  }

  return {
    versions,
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
    readAlbum: (jobId) => ({ job_id: jobId, photos: [...versions].map(toPhoto), expires_at: '' }),
  };
}

function toPhoto([key, sizes]: [string, readonly number[]]): Photo {
  const id = key.replace(/^.*\/|\.jpg$/g, '');
  const known = {
    photo_id: `photo-of-${id}`,
    key,
    state: 'stored',
    bytes: sizes.at(-1) ?? 0,
    sha256: null,
    revision: 1,
  };
  return known as Photo;
}

function answer(status: number, body: string) {
  return { status, body, retryAfterSeconds: null };
}

/** An edge before a bucket, in memory, behind a network of which a test decides what befalls each request. */
import type { Album, Ticket, TicketRequest } from '../../../edge/api.ts';
import { AppError } from '../../../edge/problem.ts';
import type { Fresh } from '../../../site/phone.ts';
import type { EdgeRoutes, SendForm } from '../../../site/sender/ports.ts';
import type { TicketBucket } from '../../support/ticket-bucket.ts';
import { createLateAlbum } from './late-album.ts';
import { type Fate, type MemoryNetwork, pass, toSilence, waitInVain } from './memory-network.ts';
import { createSendForm } from './memory-upload.ts';

export type RouteName = keyof EdgeRoutes | 'upload';

export interface MemoryEdgeOptions extends MemoryNetwork {
  readonly bucket: TicketBucket;
  /** How far the development of photos is behind, by turns. */
  readonly lagsMs: readonly number[];
  fate(route: RouteName): Fate;
}

export interface MemoryEdge {
  /** The routes with the token of `subject`. */
  routes(subject: string, signal?: AbortSignal): EdgeRoutes;
  readonly sendForm: SendForm;
  /** Requests for tickets, with whose token. */
  readonly ticketRequests: { readonly subject: string; readonly request: TicketRequest }[];
  /** Bytes of photos that have passed the network. */
  sentBytes(): number;
}

const LIFE_SECONDS = 900;
/** As call-edge.ts has it. */
const TIMEOUT_MS = 60_000;

export function createMemoryEdge(options: MemoryEdgeOptions): MemoryEdge {
  const { clock, bucket } = options;
  const album = createLateAlbum(clock, options.lagsMs);
  const ticketRequests: MemoryEdge['ticketRequests'] = [];
  let sentBytes = 0;
  const issue = async ({ job_id, photos }: TicketRequest): Promise<readonly Ticket[]> => {
    const tickets = photos.map((photo) => bucket.issueTicket(job_id, photo, LIFE_SECONDS));
    const issued = await clock.during(Promise.all(tickets));
    for (const [index, photo] of photos.entries()) album.announce(issued[index]?.photo_id ?? '', photo);
    return issued;
  };
  const readAlbum = async (jobId: string): Promise<Fresh<Album>> => {
    return { changed: true, value: await album.read(jobId), etag: null };
  };
  return {
    ticketRequests,
    sentBytes: () => sentBytes,
    routes: (subject, signal) => ({
      tickets(request) {
        ticketRequests.push({ subject, request });
        return ask(options, options.fate('tickets'), { handle: () => issue(request), signal });
      },
      album: (jobId) => ask(options, options.fate('album'), { handle: () => readAlbum(jobId), signal }),
      editPhoto: () => Promise.reject(new AppError('not-found')),
    }),
    sendForm: createSendForm(options, {
      fate: () => options.fate('upload'),
      onSent(bytes) {
        sentBytes += bytes;
      },
      async store(ticket, bytes) {
        const response = await clock.during(bucket.sendForm(ticket, bytes));
        if (response.status === 201) album.develop(ticket, bytes);
        return response;
      },
    }),
  };
}

interface SmallRequest<T> {
  handle(): Promise<T>;
  readonly signal: AbortSignal | undefined;
}

/** @throws {AppError} when the edge refuses, or when no response came */
async function ask<T>(network: MemoryNetwork, fate: Fate, { handle, signal }: SmallRequest<T>): Promise<T> {
  const { clock, roundTripMs } = network;
  const endMs = clock.now() + TIMEOUT_MS;
  try {
    await pass(network, { ms: roundTripMs, signal, endMs: () => endMs });
    if (fate === 'stall') await waitInVain(clock, endMs, signal);
    if (fate === 'cut') throw new Error(fate);
    if (typeof fate === 'object') throw toRefusal(fate);
    const value = await handle();
    if (fate === 'break-off') await waitInVain(clock, endMs, signal);
    if (fate === 'lose') throw new Error(fate);
    return value;
  } catch (error) {
    throw error instanceof AppError ? error : toSilence(error);
  }
}

function toRefusal(fate: Extract<Fate, object>): AppError {
  if ('status' in fate) return new AppError('unavailable');
  const { problem, retryAfterSeconds } = fate;
  return new AppError(problem, retryAfterSeconds === undefined ? {} : { retryAfterSeconds });
}

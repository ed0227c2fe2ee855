/** Follows delivered photos into their job: only when the album shows one does it leave the phone. */
import { AppError } from '../../edge/app-error.ts';
import { isDelivered, type StoredEntry } from '../outbox/stored-entry.ts';
import type { Albums, OwnJob } from './albums.ts';
import { isRefusal } from './judge-upload.ts';
import type { Clock } from './ports.ts';

/** After the n-th look without success. One look serves all photos of a job. */
const WAITS_MS = [1500, 3000, 6000, 12_000, 20_000, 30_000, 60_000, 60_000, 300_000];
/** At most, after a look to which no response came. */
const RETRY_MS = 10_000;
/** Of one look, and of one request. */
const MAX_REQUESTS = 10;
const PHOTOS_PER_REQUEST = 20;

/** When a job's album is looked at next. */
interface Look {
  readonly tries: number;
  readonly atMs: number;
  /** Of the job's latest delivery, which starts the looks anew. */
  readonly deliveredAtMs: number;
}

export class Confirmations {
  readonly #clock: Clock;
  readonly #albums: Albums;
  readonly #onLook: () => void;
  readonly #looks = new Map<string, Look>();

  /** @param onLook is called when a look is over, whatever it brought */
  constructor(clock: Clock, albums: Albums, onLook: () => void) {
    this.#clock = clock;
    this.#albums = albums;
    this.#onLook = onLook;
  }

  /** Looks into the albums whose time has come; returns when the next is due, phone's clock. */
  lookIfDue(entries: readonly StoredEntry[]): number {
    const nowMs = this.#clock.now();
    const deliveries = findLastDeliveries(entries);
    for (const jobId of this.#looks.keys()) if (!deliveries.has(jobId)) this.#looks.delete(jobId);
    for (const [jobId, { subject, deliveredAtMs, photoIds }] of deliveries) {
      const known = this.#looks.get(jobId);
      const current = known?.deliveredAtMs === deliveredAtMs ? known : toLook(0, nowMs, deliveredAtMs);
      const isDue = current.atMs <= nowMs;
      this.#looks.set(jobId, isDue ? toLook(current.tries + 1, nowMs, deliveredAtMs) : current);
      if (isDue) void this.#lookOrRetry({ subject, jobId, photoIds }, current).finally(this.#onLook);
    }
    return Math.min(...[...this.#looks.values()].map(({ atMs }) => atMs));
  }

  /** The phone's clock was set back: the times of all looks are planned anew. */
  noteClockSetBack(): void {
    this.#looks.clear();
  }

  async #lookOrRetry(job: AwaitedPhotos, current: Look): Promise<void> {
    try {
      await this.#look(job);
    } catch (error) {
      if (error instanceof AppError && isRefusal(error)) return;
      // Nothing was seen: this look does not count.
      const atMs = this.#clock.now() + RETRY_MS * this.#clock.random();
      const planned = this.#looks.get(job.jobId);
      if (planned && planned.atMs > atMs) this.#looks.set(job.jobId, { ...planned, tries: current.tries, atMs });
    }
  }

  async #look({ photoIds, ...job }: AwaitedPhotos): Promise<void> {
    const most = Math.min(photoIds.length, MAX_REQUESTS * PHOTOS_PER_REQUEST);
    for (let index = 0; index < most; index += PHOTOS_PER_REQUEST) {
      const album = await this.#albums.read(job, photoIds.slice(index, index + PHOTOS_PER_REQUEST));
      if (album) await this.#albums.settle(job.jobId, album);
    }
  }
}

/** What is looked for in a job. */
interface AwaitedPhotos extends OwnJob {
  readonly photoIds: readonly string[];
}

interface Delivery {
  readonly subject: string;
  readonly deliveredAtMs: number;
  readonly photoIds: readonly string[];
}

/** By job; of the photos that were delivered, also those whose original waits: somebody may ask for it. */
function findLastDeliveries(entries: readonly StoredEntry[]): ReadonlyMap<string, Delivery> {
  const deliveries = new Map<string, Delivery>();
  for (const { subject, jobId, deliveredAtMs, photoId } of entries.filter(isDelivered)) {
    const { deliveredAtMs: before = 0, photoIds = [] } = deliveries.get(jobId) ?? {};
    deliveries.set(jobId, {
      subject,
      deliveredAtMs: Math.max(before, deliveredAtMs ?? 0),
      photoIds: photoId === null ? photoIds : [...photoIds, photoId],
    });
  }
  return deliveries;
}

function toLook(tries: number, nowMs: number, deliveredAtMs: number): Look {
  const waitMs = WAITS_MS[Math.min(tries, WAITS_MS.length - 1)] ?? 0;
  return { tries, atMs: nowMs + waitMs, deliveredAtMs };
}

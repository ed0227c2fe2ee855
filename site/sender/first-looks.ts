/**
 * Shows the office what a photo is of before there is anything of it to send: announced with a picture of some 240 px, at once. It
 * is told once; what no response came to goes with the request for the photo's ticket.
 */
import { LIMITS, type TicketRequest } from '../../edge/api.ts';
import type { DrawnLook } from '../outbox/prepare-entry.ts';
import type { SenderDependencies } from './ports.ts';

/** One is on its way while the next are being drawn. */
const MOST_REQUESTS = 2;

export class FirstLooks {
  readonly #announce: SenderDependencies['announce'];
  /** Capture ids of those that are told, or just being told. */
  readonly #told = new Set<string>();
  #waiting: readonly DrawnLook[] = [];
  #requests = 0;

  constructor({ announce }: Pick<SenderDependencies, 'announce'>) {
    this.#announce = announce;
  }

  isTold(id: string): boolean {
    return this.#told.has(id);
  }

  note(look: DrawnLook): void {
    const { id, photoId, originalBytes } = look.entry;
    if (photoId !== null || this.#told.has(id) || originalBytes > LIMITS.maxPhotoBytes) return;
    this.#told.add(id);
    this.#waiting = [...this.#waiting, look];
    void this.#tell();
  }

  async #tell(): Promise<void> {
    const [first] = this.#waiting;
    if (!first || this.#requests >= MOST_REQUESTS) return;
    const { subject, jobId } = first.entry;
    const isSame = ({ entry }: DrawnLook) => entry.subject === subject && entry.jobId === jobId;
    const batch = this.#waiting.filter(isSame).slice(0, LIMITS.maxPhotosPerRequest);
    this.#waiting = this.#waiting.filter((look) => !batch.includes(look));
    this.#requests += 1;
    try {
      await this.#announce(subject, { job_id: jobId, photos: batch.map(toAnnounced) });
    } catch {
      for (const { entry } of batch) this.#told.delete(entry.id);
    }
    this.#requests -= 1;
    void this.#tell();
  }
}

function toAnnounced({ entry, type, jpeg }: DrawnLook): TicketRequest['photos'][number] {
  const { id, originalBytes: size, stage } = entry;
  return { id, type, size, ...(stage && { stage }), first_look: toBase64(jpeg) };
}

export function toBase64(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}

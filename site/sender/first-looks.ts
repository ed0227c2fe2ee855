/**
 * Shows the office what a photo is of before there is anything of it to send: announced with a picture of some 240 px, at once. It
 * is told once; what no response came to goes with the request for the photo's ticket.
 */
import { LIMITS, MAX_PDF_BYTES, type TicketRequest } from '../../edge/api.ts';
import type { DrawnLook } from '../outbox/prepare-entry.ts';
import type { SenderDependencies } from './ports.ts';

/** One is on its way while the next are being drawn. */
const MOST_REQUESTS = 2;

export class FirstLooks {
  readonly #announce: SenderDependencies['announce'];
  /** Capture ids of those whose look is told, or just being told. */
  readonly #told = new Set<string>();
  /** The same of those without a look: that they are on this phone. */
  readonly #announced = new Set<string>();
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
    // One that is too large would have the whole request refused.
    const most = look.type === 'application/pdf' ? MAX_PDF_BYTES : LIMITS.maxPhotoBytes;
    const told = look.jpeg ? this.#told : this.#announced;
    if (photoId !== null || told.has(id) || originalBytes > most) return;
    told.add(id);
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
      for (const { entry, jpeg } of batch) (jpeg ? this.#told : this.#announced).delete(entry.id);
    }
    this.#requests -= 1;
    void this.#tell();
  }
}

function toAnnounced({ entry, type, jpeg }: DrawnLook): TicketRequest['photos'][number] {
  const { id, originalBytes: size, stage } = entry;
  return { id, type, size, ...(stage && { stage }), ...(jpeg && { first_look: toBase64(jpeg) }) };
}

export function toBase64(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}

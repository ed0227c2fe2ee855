/**
 * Who took which photo, and the rule that is watched all the time: no request carries what one person has taken with the
 * token of another. A photo's form carries no token; the ticket in it says for whom it was made.
 */
import { hash } from 'node:crypto';
import type { TicketRequest } from '../../../../edge/api.ts';
import { parseObjectMetadata } from '../../../../origin/object-facts.ts';
import type { DrawnPhoto } from '../../../support/draw-photo.ts';
import type { WatchedRequest } from '../fault-proxy.ts';
import type { PhoneWorker } from './workers.ts';

export interface TakenPhoto extends DrawnPhoto {
  /** As the phone names it. */
  readonly captureId: string;
  readonly jobId: string;
  readonly owner: PhoneWorker;
  /** When it was chosen, first and last; Unix ms. */
  readonly firstMs: number;
  lastMs: number;
}

export class PhotoOwners {
  readonly #taken = new Map<string, TakenPhoto>();
  /** Captures that the phone has asked a ticket for: it must have kept them. */
  readonly #asked = new Set<string>();
  /** What broke the rule. */
  readonly #violations: string[] = [];

  /** Before the phone gets it. A photo may be chosen again. */
  take(photo: DrawnPhoto, owner: PhoneWorker, jobId: string): TakenPhoto {
    const captureId = hash('sha256', [owner.subject, jobId, photo.sha256].join('\n')).slice(0, 40);
    const known = this.#taken.get(captureId);
    const nowMs = Date.now();
    const taken: TakenPhoto = known ?? { ...photo, captureId, jobId, owner, firstMs: nowMs, lastMs: nowMs };
    taken.lastMs = nowMs;
    this.#taken.set(captureId, taken);
    return taken;
  }

  list(): readonly TakenPhoto[] {
    return [...this.#taken.values()];
  }

  wasAskedFor({ captureId }: TakenPhoto): boolean {
    return this.#asked.has(captureId);
  }

  /** For the proxy's `watch`. */
  readonly watch = ({ method, path, subject, body, isWhole }: WatchedRequest): void => {
    if (method !== 'POST') return;
    if (path === '/upload-url' && isWhole) this.#watchTickets(subject, JSON.parse(body.toString()));
    const form = path === '/upload' ? body.toString('latin1') : '';
    // The file is the last of its fields.
    if (isWhole ? path === '/upload' : form.includes('name="file"')) this.#watchForm(form);
  };

  /** @throws {Error} when a request has broken the rule */
  check(): void {
    if (this.#violations.length > 0) throw new Error(this.#violations.join('\n'));
  }

  #watchTickets(subject: string | null, { job_id, photos }: TicketRequest): void {
    for (const { id } of photos) {
      const taken = this.#taken.get(id);
      this.#asked.add(id);
      if (!taken) this.#violations.push(`a ticket for ${id}, which nobody has taken, was asked for by ${subject}`);
      else if (taken.owner.subject !== subject || taken.jobId !== job_id) {
        this.#violations.push(`a ticket for ${id} of ${taken.owner.subject} was asked for by ${subject} in ${job_id}`);
      }
    }
  }

  #watchForm(form: string): void {
    const read = (name: string) => new RegExp(`name="x-amz-meta-${name}"\r\n\r\n(.*)\r\n`).exec(form)?.[1] ?? '';
    const { capture = '', uploader } = parseObjectMetadata({ capture: read('capture'), uploader: read('uploader') });
    const owner = this.#taken.get(capture)?.owner.subject;
    if (owner === undefined || owner !== uploader) {
      this.#violations.push(`photo ${capture} of ${owner} was sent with a ticket of ${uploader}`);
    }
  }
}

/** Somebody inside with a token and an ordinary HTTP client: tickets, forms, albums, the log. Nothing of the phone's. */
import { hash } from 'node:crypto';
import type { Album, AuditEvent, AuditPage, Capture, Photo, Ticket, TicketResponse } from '../../../edge/api.ts';

/** What is said of bytes; the rest follows from them. */
export type Said = Partial<Capture> & Pick<Capture, 'id'>;

export class HttpClient {
  readonly #dashboard: string;
  readonly #jobId: string;
  readonly #token: string;

  constructor(dashboard: string, jobId: string, token: string) {
    this.#dashboard = dashboard;
    this.#jobId = jobId;
    this.#token = token;
  }

  ask(path: string, method = 'GET', body?: unknown): Promise<Response> {
    return fetch(`${this.#dashboard}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** @throws {Error} when none is given */
  async askTicket(bytes: Buffer, said: Said): Promise<Ticket> {
    const capture = { type: 'image/jpeg', size: bytes.length, sha256: hash('sha256', bytes), ...said };
    const response = await this.ask('/upload-url', 'POST', { job_id: this.#jobId, photos: [capture] });
    const { tickets } = (await response.json()) as TicketResponse;
    const [ticket] = tickets ?? [];
    if (!ticket) throw new Error(`no ticket for ${said.id}: ${response.status}`);
    return ticket;
  }

  /** Fulfils with the status. A form carries no token. */
  async use({ fields, url }: Ticket, bytes: Buffer): Promise<number> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', new Blob([new Uint8Array(bytes)]), 'photo');
    return (await fetch(new URL(url, this.#dashboard), { method: 'POST', body: form })).status;
  }

  /** Asks for a ticket and uses it. */
  async send(bytes: Buffer, said: Said): Promise<number> {
    return this.use(await this.askTicket(bytes, said), bytes);
  }

  async readPhoto(photoId: string): Promise<Photo | null> {
    const response = await this.ask(`/photos?job_id=${this.#jobId}&ids=${photoId}`);
    return ((await response.json()) as Album).photos[0] ?? null;
  }

  async readAlbum(): Promise<readonly Photo[]> {
    return ((await (await this.ask(`/photos?job_id=${this.#jobId}`)).json()) as Album).photos;
  }

  async readDeleted(): Promise<readonly Photo[]> {
    return ((await (await this.ask(`/photos/deleted?job_id=${this.#jobId}`)).json()) as Album).photos;
  }

  async change(photoId: string, what: 'DELETE' | 'restore'): Promise<number> {
    const path = `/photos/${photoId}${what === 'restore' ? '/restore' : ''}?job_id=${this.#jobId}`;
    return (await this.ask(path, what === 'restore' ? 'POST' : 'DELETE')).status;
  }

  /** What the log says of one photo, newest first. */
  async readLog(photoId: string, cursor = ''): Promise<readonly AuditEvent[]> {
    const response = await this.ask(`/audit?job_id=${this.#jobId}${cursor}`);
    const { entries, next } = (await response.json()) as AuditPage;
    const own = entries.filter(({ photo_ids }) => photo_ids.includes(photoId));
    return next ? [...own, ...(await this.readLog(photoId, `&cursor=${encodeURIComponent(next)}`))] : own;
  }
}

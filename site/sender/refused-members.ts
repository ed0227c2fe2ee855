/**
 * No fact about a photo keeps it on the phone: what the edge refuses of them, by the JSON pointers of its problem, is left
 * away, and the ticket is asked for again without it. Forgotten by a reload: then it is refused once more.
 */
import type { Capture, TicketRequest } from '../../edge/api.ts';
import type { AppError } from '../../edge/app-error.ts';

/** Not facts about a photo, but which bytes are sent: without one of these there is no ticket. */
const NEEDED = ['id', 'type', 'size', 'sha256'];
const MEMBER = /^\/photos\/(\d+)\/(\w+)/;

export class RefusedMembers {
  /** Names of members, by capture id. */
  readonly #refused = new Map<string, Set<string>>();

  /** What may be said of a capture. */
  strip(capture: Capture): Capture {
    const refused = this.#refused.get(capture.id);
    const kept = Object.entries(capture).filter(([name]) => !refused?.has(name));
    return refused ? (Object.fromEntries(kept) as unknown as Capture) : capture;
  }

  /** Tells whether anything is left away now that `photos` said: then it is worth asking again. */
  note({ errors = [] }: AppError, { photos }: Pick<TicketRequest, 'photos'>): boolean {
    let isWorthwhile = false;
    for (const { pointer } of errors) {
      const [, index, name = ''] = MEMBER.exec(pointer) ?? [];
      const capture = photos[Number(index)];
      if (!capture || NEEDED.includes(name) || !Object.hasOwn(capture, name)) continue;
      this.#refused.set(capture.id, (this.#refused.get(capture.id) ?? new Set()).add(name));
      isWorthwhile = true;
    }
    return isWorthwhile;
  }
}

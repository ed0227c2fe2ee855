/** Whether somebody must sign in before anything is sent: the session's own word, and no other. */
import type { Pause } from '../outbox/send-status.ts';
import type { SenderDependencies } from './ports.ts';

/** What another tab has changed is told by an event; one that slept has missed it. */
const LOOK_EVERY_MS = 60_000;

export class SessionWatch {
  readonly #deps: Pick<SenderDependencies, 'session' | 'clock'>;
  readonly #onSignIn: () => void;
  #lookAtMs = 0;
  /** Whose entries could be sent at the last look. */
  #subject: string | null = null;

  /** @param onSignIn is called when somebody can send who could not before */
  constructor(deps: Pick<SenderDependencies, 'session' | 'clock'>, onSignIn: () => void) {
    this.#deps = deps;
    this.#onSignIn = onSignIn;
  }

  /** Reads the session again, once a minute and without network. */
  async look(): Promise<void> {
    const { session, clock } = this.#deps;
    if (this.#lookAtMs <= clock.now()) {
      this.#lookAtMs = clock.now() + LOOK_EVERY_MS;
      await session.reload();
    }
    const subject = session.state === 'signed-in' ? (session.user?.subject ?? null) : null;
    if (subject !== null && subject !== this.#subject) this.#onSignIn();
    this.#subject = subject;
  }

  noteClockSetBack(): void {
    this.#lookAtMs = 0;
  }

  pause(): Pause | null {
    const { session } = this.#deps;
    return session.state === 'signed-in' ? null : { reason: 'sign-in', endsAtMs: this.#lookAtMs };
  }
}

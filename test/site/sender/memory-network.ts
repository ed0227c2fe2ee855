/** A network in memory, by a clock that jumps: what a request takes on it, and what befalls it. */
import { AppError, type ProblemCode } from '../../../edge/problem.ts';
import type { JumpingClock } from '../../support/jumping-clock.ts';

/**
 * `cut`: before it has left; `lose`: it was done, its response is cut; `stall`: nothing of it moves any more; `break-off`: it was done, and the
 * response never comes. Or a response: of the edge's table, or of S3.
 */
export type Fate =
  | 'pass'
  | 'cut'
  | 'lose'
  | 'stall'
  | 'break-off'
  | { readonly problem: ProblemCode; readonly retryAfterSeconds?: number | undefined }
  | { readonly status: number; readonly body: string };

export interface MemoryNetwork {
  readonly clock: JumpingClock;
  /** Of each upload. */
  readonly bytesPerMs: number;
  readonly roundTripMs: number;
  /** What of an upload the phone takes at once, and only then sends: the page hears of it as having left. */
  readonly bufferBytes?: number;
  /** When the network pauses, until when; null while it does not. */
  pausedUntilMs?(): number | null;
}

export interface Passage {
  /** In which the network moves. */
  readonly ms: number;
  readonly signal?: AbortSignal | undefined;
  /** When the phone gives up; it may be later by then. */
  endMs?(): number;
}

/** Pauses begin at any time: it is looked for them so often. */
const STEP_MS = 2000;

/** @throws {DOMException} when `signal` aborts, or the phone gives up, first */
export async function pass({ clock, pausedUntilMs }: MemoryNetwork, { ms, signal, endMs }: Passage): Promise<void> {
  for (let leftMs = ms; leftMs > 0; leftMs -= STEP_MS) {
    await sleep(clock, Math.min(STEP_MS, leftMs), signal);
    for (let until = pausedUntilMs?.(); until; until = pausedUntilMs?.()) {
      await sleep(clock, until - clock.now(), signal);
    }
    if (endMs && clock.now() > endMs()) throw toTimeout();
  }
}

/** @throws {DOMException} when `signal` aborts, else at `endMs` */
export async function waitInVain(clock: JumpingClock, endMs: number, signal?: AbortSignal): Promise<never> {
  await sleep(clock, endMs - clock.now(), signal);
  throw toTimeout();
}

/** As call-edge.ts has it: a failure with a cause is one to which no response came. */
export function toSilence(cause: unknown): AppError {
  return new AppError('unavailable', { cause });
}

async function sleep(clock: JumpingClock, ms: number, signal = new AbortController().signal): Promise<void> {
  await clock.sleep(signal.aborted ? 0 : ms, signal);
  if (signal.aborted) throw new DOMException('aborted', 'AbortError');
}

function toTimeout(): DOMException {
  return new DOMException('no response', 'TimeoutError');
}

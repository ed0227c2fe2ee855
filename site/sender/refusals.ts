/**
 * What the edge has refused because of its job is tried again when the edge itself says that the user may upload there: a worker
 * who is a member again, a job that was opened again. Nobody need press anything.
 */

import type { StuckCode } from '../outbox/entry.ts';
import { JOB_REFUSALS, NOT_A_MEMBER } from '../outbox/job-refusal.ts';
import type { StoredEntry } from '../outbox/stored-entry.ts';
import type { SenderDependencies } from './ports.ts';

/** How long an edge that says one thing and does another is not asked again: each time twice as long. */
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 10 * 60_000;
/** A job that was left in peace for so long begins anew. */
const FORGET_AFTER_MS = 3_600_000;

/** The tries in one job. */
export interface JobRetries {
  readonly times: number;
  readonly lastAtMs: number;
}

export const NO_RETRIES: JobRetries = { times: 0, lastAtMs: Number.NEGATIVE_INFINITY };

/** The first at once; null: not yet. */
export function toNextRetry({ times, lastAtMs }: JobRetries, nowMs: number): JobRetries | null {
  const sinceMs = nowMs - lastAtMs;
  if (sinceMs >= FORGET_AFTER_MS) return { times: 1, lastAtMs: nowMs };
  const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (times - 1));
  return sinceMs >= waitMs ? { times: times + 1, lastAtMs: nowMs } : null;
}

export class Refusals {
  readonly #deps: Pick<SenderDependencies, 'store' | 'clock' | 'session'>;
  readonly #retries = new Map<string, JobRetries>();

  constructor(deps: Pick<SenderDependencies, 'store' | 'clock' | 'session'>) {
    this.#deps = deps;
  }

  /** The edge's list has said that the user may upload to these jobs. Tells whether anything goes again. */
  noteUploadable(jobIds: ReadonlySet<string>): Promise<boolean> {
    return this.#retry(jobIds, JOB_REFUSALS);
  }

  /** The edge has shown the album of a job, which may be closed. Tells whether anything goes again. */
  noteAlbum(jobId: string): Promise<boolean> {
    return this.#retry(new Set([jobId]), NOT_A_MEMBER);
  }

  /** The user wants all that is stuck to be tried once more. */
  async freeAll(): Promise<void> {
    const { store, session } = this.#deps;
    const entries = session.user ? await store.list(session.user.subject) : [];
    const stuck = entries.filter((entry) => entry.stuck !== null);
    await Promise.all(stuck.map(({ id }) => store.update(id, (entry) => ({ ...entry, stuck: null }))));
  }

  async #retry(jobIds: ReadonlySet<string>, codes: readonly StuckCode[]): Promise<boolean> {
    const { store, clock, session } = this.#deps;
    const isOver = ({ stuck, jobId }: StoredEntry) => stuck !== null && codes.includes(stuck) && jobIds.has(jobId);
    const entries = session.user ? (await store.list(session.user.subject)).filter(isOver) : [];
    const dueJobs = [...new Set(entries.map(({ jobId }) => jobId))].filter((jobId) => this.#begin(jobId, clock.now()));
    const due = entries.filter(({ jobId }) => dueJobs.includes(jobId));
    await Promise.all(due.map(({ id }) => store.update(id, (now) => (isOver(now) ? { ...now, stuck: null } : now))));
    return due.length > 0;
  }

  #begin(jobId: string, nowMs: number): boolean {
    const next = toNextRetry(this.#retries.get(jobId) ?? NO_RETRIES, nowMs);
    if (next) this.#retries.set(jobId, next);
    return next !== null;
  }
}

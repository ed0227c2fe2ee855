/**
 * Makes the jobs that wait on this phone. The same request again makes the same job, so it is sent until it is answered; what was
 * typed after that follows as a change. No photo of a job is sent, or told of, before the edge has made it.
 */
import type { Job, JobChange, NewJob } from '../../edge/api.ts';
import { AppError } from '../../edge/app-error.ts';
import type { EditorApi } from '../api/editor-api.ts';
import { isUnmade, type WaitingJob, type WaitingJobs } from '../outbox/waiting-jobs.ts';
import { toBackoffMs } from './connection.ts';
import { isRefusal, judgeProblem } from './judge-upload.ts';
import type { ConnectionNews, JobsBefore, SenderDependencies } from './ports.ts';

const NEVER_MS = Number.POSITIVE_INFINITY;

interface JobTries {
  readonly failures: number;
  /** Not before, phone's clock. */
  readonly waitUntilMs: number;
}

type AskedJob = WaitingJob & Required<Pick<WaitingJob, 'asked'>>;

export interface NewJobDependencies extends Pick<SenderDependencies, 'clock' | 'session'> {
  readonly waitingJobs: WaitingJobs;
  /** Makes jobs with `subject`'s session. */
  jobMaker(subject: string): Pick<EditorApi, 'addJob' | 'changeJob'>;
}

export class NewJobs implements JobsBefore {
  readonly #deps: NewJobDependencies;
  readonly #tries = new Map<string, JobTries>();
  #jobs: readonly WaitingJob[] = [];
  /** Who could send at the last look. */
  #sender: string | undefined;
  #isAsking = false;

  constructor(deps: NewJobDependencies) {
    this.#deps = deps;
  }

  get isAsking(): boolean {
    return this.#isAsking;
  }

  async look<Entry extends { readonly jobId: string }>(entries: readonly Entry[]): Promise<readonly Entry[]> {
    const { session } = this.#deps;
    const sender = session.state === 'signed-in' ? session.user?.subject : undefined;
    // What the server has refused it refused to another token.
    if (sender !== this.#sender) this.#tries.clear();
    this.#sender = sender;
    this.#jobs = await this.#list();
    return entries.filter((entry) => !this.isUnmade(entry));
  }

  isUnmade({ jobId }: { readonly jobId: string }): boolean {
    return this.#jobs.some((each) => each.job.job_id === jobId && isUnmade(each));
  }

  askNext(pauses: ConnectionNews, onEnd: (made: readonly Job[]) => void): number {
    const nowMs = this.#deps.clock.now();
    const open = this.#jobs.filter(({ problem }) => problem === undefined);
    const due = open.find((each) => this.#waitUntilMs(each) <= nowMs);
    if (this.#isAsking) return NEVER_MS;
    if (!due) return Math.min(NEVER_MS, ...open.map((each) => this.#waitUntilMs(each)));
    this.#isAsking = true;
    const end = (made: readonly Job[]) => {
      this.#isAsking = false;
      onEnd(made);
    };
    void this.#ask(due, pauses).then(end, () => {
      // Only the database can fail here.
      this.#noteTry(due);
      end([]);
    });
    return NEVER_MS;
  }

  async freeRefused(): Promise<void> {
    this.#tries.clear();
    for (const { job } of await this.#list()) await this.#update(job.job_id, withoutProblem);
  }

  noteReconnectHint(): void {
    this.#tries.clear();
  }

  noteClockSetBack(): void {
    this.#tries.clear();
  }

  /** Gives the job; none where the edge does not have it. */
  async #ask({ job: { job_id: jobId }, subject }: WaitingJob, pauses: ConnectionNews): Promise<readonly Job[]> {
    const waiting = await this.#begin(jobId);
    if (!waiting) return [];
    const maker = this.#deps.jobMaker(subject);
    const { job: typed, asked, made } = waiting;
    try {
      const job = await (made ? maker.changeJob(made, toChange(asked, typed)) : maker.addJob(asked));
      pauses.noteResponse();
      this.#tries.delete(jobId);
      const known = made ? typed : asked;
      await this.#update(jobId, (now) => (isSame(now.job, known) ? undefined : { ...now, asked: known, made: job }));
      return [job];
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (!isRefusal(error)) pauses.noteFailedQuestion(error);
      await this.#settle(waiting, error);
      return [];
    }
  }

  /** What is asked for stands in the database before: it may come true without a response. */
  async #begin(jobId: string): Promise<AskedJob | null> {
    let begun: AskedJob | null = null;
    await this.#update(jobId, (now) => {
      begun = { ...now, asked: now.asked ?? now.job };
      return now.asked ? now : begun;
    });
    return begun;
  }

  async #settle(waiting: AskedJob, error: AppError): Promise<void> {
    const { job_id: jobId } = waiting.job;
    if (judgeProblem(error.code).kind === 'never') {
      const wrong = (error.errors ?? []).map(({ pointer }) => pointer);
      return this.#update(jobId, (now) => toRefused(now, waiting, { problem: error.code, wrong }));
    }
    if (isRefusal(error)) this.#noteTry(waiting, error.retryAfterSeconds);
    await this.#update(jobId, (now) => ({ ...now, tries: now.tries + 1 }));
  }

  /** The server has refused this one for now: it waits by itself, and holds nothing else up. */
  #noteTry({ job }: WaitingJob, retryAfterSeconds = 0): void {
    const { clock } = this.#deps;
    const failures = (this.#tries.get(job.job_id)?.failures ?? 0) + 1;
    const waitMs = Math.max(retryAfterSeconds * 1000, 1000, toBackoffMs(failures, clock.random()));
    this.#tries.set(job.job_id, { failures, waitUntilMs: clock.now() + waitMs });
  }

  #waitUntilMs({ job }: WaitingJob): number {
    return this.#tries.get(job.job_id)?.waitUntilMs ?? 0;
  }

  async #list(): Promise<readonly WaitingJob[]> {
    const { session, waitingJobs } = this.#deps;
    return session.user ? waitingJobs.list(session.user.subject) : [];
  }

  async #update(jobId: string, toNext: (now: WaitingJob) => WaitingJob | undefined): Promise<void> {
    await this.#deps.waitingJobs.update(jobId, (now) => now && toNext(now));
  }
}

function withoutProblem(waiting: WaitingJob): WaitingJob {
  const { problem, wrong: _, ...others } = waiting;
  return problem === undefined ? waiting : others;
}

/** Refused as it was asked for: what was typed since is another request, and is asked for by itself. */
function toRefused(
  now: WaitingJob,
  { job, made, asked }: AskedJob,
  refusal: Required<Pick<WaitingJob, 'problem' | 'wrong'>>,
): WaitingJob {
  const { asked: _, ...others } = now;
  if (made) return isSame(now.job, job) ? { ...now, ...refusal } : now;
  return isSame(now.job, asked) ? { ...others, ...refusal } : others;
}

/** What of the job was typed since it was asked for: both say all of it. */
function toChange(asked: NewJob, typed: NewJob): JobChange {
  return Object.fromEntries(Object.entries(typed).filter(([name, value]) => !isSame(value, Reflect.get(asked, name))));
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

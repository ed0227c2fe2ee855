/**
 * Makes and changes the jobs that wait on this phone. The same request again makes the same job, or changes it once, so it is sent
 * until it is answered; what was typed after that follows as a change. No photo of a job is sent, or told of, before the edge has
 * made it, and none is shut out by a change that closes its job.
 */
import type { Job } from '../../edge/api.ts';
import { AppError } from '../../edge/app-error.ts';
import { currentJobOf, type EditorApi } from '../api/editor-api.ts';
import { isComplete, isDelivered, type StoredEntry } from '../outbox/stored-entry.ts';
import { isSame, isUnmade, toTyped, type Waiting, type WaitingJob, type WaitingJobs } from '../outbox/waiting-jobs.ts';
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
  /** Jobs to which photos go from here. */
  #filling: ReadonlySet<string> = new Set();
  /** Who could send at the last look. */
  #sender: string | undefined;
  #isAsking = false;

  constructor(deps: NewJobDependencies) {
    this.#deps = deps;
  }

  get isAsking(): boolean {
    return this.#isAsking;
  }

  async look() {
    const { session } = this.#deps;
    const sender = session.state === 'signed-in' ? session.user?.subject : undefined;
    // What the server has refused it refused to another token.
    if (sender !== this.#sender) this.#tries.clear();
    this.#sender = sender;
    const { entries, jobs } = await this.#list();
    this.#jobs = jobs;
    this.#filling = new Set(entries.filter(isFilling).map(({ jobId }) => jobId));
    return { all: entries, free: entries.filter((entry) => !this.isUnmade(entry)) };
  }

  isUnmade({ jobId }: { readonly jobId: string }): boolean {
    return this.#jobs.some((each) => each.job.job_id === jobId && isUnmade(each));
  }

  askNext(pauses: ConnectionNews, onEnd: (made: readonly Job[]) => void): number {
    const nowMs = this.#deps.clock.now();
    const open = this.#jobs.filter((each) => each.problem === undefined && !this.#wouldShutOut(each));
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
    for (const waiting of (await this.#list()).jobs) await this.#update(waiting, withoutProblem);
  }

  noteReconnectHint(): void {
    this.#tries.clear();
  }

  noteClockSetBack(): void {
    this.#tries.clear();
  }

  /** Gives the job; none where the edge does not have it. */
  async #ask(due: WaitingJob, pauses: ConnectionNews): Promise<readonly Job[]> {
    const waiting = await this.#begin(due);
    if (!waiting) return [];
    const maker = this.#deps.jobMaker(due.subject);
    const { asked, made, asking = asked, reason } = waiting;
    try {
      const change = { ...toTyped(asked, asking), ...(reason && { reason }) };
      const job = await (made ? maker.changeJob(made, change) : maker.addJob(asked));
      pauses.noteResponse();
      this.#tries.delete(due.job.job_id);
      await this.#update(due, (now) => {
        if (isSame(now.job, asking)) return undefined;
        return isOvertaken(now, waiting) ? now : { ...now, asked: asking, made: job, asking: undefined };
      });
      return [job];
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (!isRefusal(error)) pauses.noteFailedQuestion(error);
      await this.#settle(waiting, error);
      return [];
    }
  }

  /** What is asked for stands in the database before: it may come true without a response. */
  async #begin(due: WaitingJob): Promise<AskedJob | null> {
    let begun: AskedJob | null = null;
    await this.#update(due, (now) => {
      const { job, asked = job, made, asking = made && job } = now;
      begun = { ...now, asked, asking };
      return isSame(begun, now) ? now : begun;
    });
    return begun;
  }

  async #settle(waiting: AskedJob, error: AppError): Promise<void> {
    if (judgeProblem(error.code).kind === 'never') {
      const wrong = (error.errors ?? []).map(({ pointer }) => pointer);
      const current = currentJobOf(error);
      return this.#update(waiting, (now) =>
        toRefused(now, waiting, { problem: error.code, wrong, ...(current && { current }) }),
      );
    }
    if (isRefusal(error)) this.#noteTry(waiting, error.retryAfterSeconds);
    await this.#update(waiting, (now) => ({ ...now, tries: now.tries + 1 }));
  }

  /** Photos that are on their way to a job come first: closed, it would take them no more. */
  #wouldShutOut({ made, job }: WaitingJob): boolean {
    return made !== undefined && job.status !== 'open' && this.#filling.has(job.job_id);
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

  async #list(): Promise<Waiting> {
    const { session, waitingJobs } = this.#deps;
    return session.user ? waitingJobs.listWithEntries(session.user.subject) : { entries: [], jobs: [] };
  }

  async #update(
    { job: { job_id: jobId }, subject }: WaitingJob,
    toNext: (now: WaitingJob) => WaitingJob | undefined,
  ): Promise<void> {
    await this.#deps.waitingJobs.update({ jobId, subject }, (now) => now && toNext(now));
  }
}

/** Not yet seen in its job. An original that waits for a Wi-Fi may do so for days: nothing waits for it. */
function isFilling(entry: StoredEntry): boolean {
  return !entry.stuck && (!isDelivered(entry) || isComplete(entry));
}

/** Somebody else's change stands whoever asks again: it is looked at by its owner. */
function withoutProblem(waiting: WaitingJob): WaitingJob {
  const { problem, wrong: _, ...others } = waiting;
  return problem === undefined || waiting.current ? waiting : others;
}

/** Somebody has looked at what others have changed meanwhile, and gone on from there. */
function isOvertaken({ made: now }: WaitingJob, { made }: AskedJob): boolean {
  return now?.revision !== made?.revision;
}

/** Refused as it was asked for: what was typed since is another request, and is asked for by itself. */
function toRefused(
  now: WaitingJob,
  waiting: AskedJob,
  refusal: Required<Pick<WaitingJob, 'problem' | 'wrong'>> & Pick<WaitingJob, 'current'>,
): WaitingJob {
  if (isOvertaken(now, waiting)) return now;
  const { made, asked, asking } = waiting;
  if (made) {
    const isMeant = refusal.current || isSame(now.job, asking);
    return { ...now, asking: undefined, ...(isMeant && refusal) };
  }
  const { asked: _, ...others } = now;
  return isSame(now.job, asked) ? { ...others, ...refusal } : others;
}

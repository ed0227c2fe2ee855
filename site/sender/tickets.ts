/** Permission to upload: asked for late, since tickets age, and for few at a time, the next uploads of one job. */
import { type Capture, LIMITS, type NamedFiles, type Ticket, type TicketRequest } from '../../edge/api.ts';
import { AppError } from '../../edge/app-error.ts';
import { isCameraTime } from '../outbox/camera-time.ts';
import { isSameSkew } from '../outbox/clock-skew.ts';
import { formatTakenAt } from '../outbox/format-taken-at.ts';
import { type Labels, type StoredEntry, toStuck } from '../outbox/stored-entry.ts';
import { formatTask, type UploadTask } from './choose-uploads.ts';
import { type FirstLooks, toBase64 } from './first-looks.ts';
import { isRefusal, judgeProblem } from './judge-upload.ts';
import type { KnownPhotos } from './known-photos.ts';
import type { Pauses } from './pauses.ts';
import type { SenderDependencies } from './ports.ts';
import { RefusedMembers } from './refused-members.ts';

const MAX_BATCH = 3;
/** A ticket this near its end is not begun with. */
const SPARE_MS = 60_000;

export interface HeldTicket {
  readonly ticket: Ticket;
  readonly goodUntilMs: number;
  readonly labels: Labels;
}

type TicketDependencies = Pick<SenderDependencies, 'api' | 'store' | 'clock' | 'skewMs'>;

interface TicketParts {
  readonly pauses: Pauses;
  readonly known: KnownPhotos;
  readonly looks: Pick<FirstLooks, 'isTold'>;
}

export class Tickets {
  readonly #deps: TicketDependencies;
  readonly #pauses: Pauses;
  readonly #known: KnownPhotos;
  readonly #looks: Pick<FirstLooks, 'isTold'>;
  readonly #held = new Map<string, HeldTicket>();
  /** Uploads whose request was refused together with others: each is asked for by itself. */
  readonly #unbatchable = new Set<string>();
  readonly #refusedMembers = new RefusedMembers();
  #isAsking = false;

  constructor(deps: TicketDependencies, { pauses, known, looks }: TicketParts) {
    this.#deps = deps;
    this.#looks = looks;
    this.#pauses = pauses;
    this.#known = known;
  }

  get isAsking(): boolean {
    return this.#isAsking;
  }

  find(task: UploadTask): HeldTicket | null {
    const held = this.#held.get(formatTask(task));
    if (!held || held.goodUntilMs <= this.#deps.clock.now()) return null;
    const { title, stage } = held.labels;
    // The ticket pins the labels: after an edit it would write the old ones.
    return title === task.entry.title && stage === task.entry.stage ? held : null;
  }

  drop(task: UploadTask): void {
    this.#held.delete(formatTask(task));
  }

  /** Lets uploads that were refused together be asked for together again. */
  allowBatches(): void {
    this.#unbatchable.clear();
  }

  /** Asks for the first of `ready` that has no ticket, and for what goes with it in one request: uploads of several entries. */
  async request(ready: readonly UploadTask[], most: number = MAX_BATCH): Promise<void> {
    this.#isAsking = true;
    const batch = this.#pickBatch(ready.filter((task) => !this.find(task))).slice(0, most);
    try {
      await this.#ask(await this.#known.settle(batch));
    } catch {
      // Only the database can fail here. Without a wait it would be asked again and again.
      this.#pauses.noteFailure({ tasks: batch, isOwn: true, isRefused: true });
    } finally {
      this.#isAsking = false;
    }
  }

  #pickBatch(tasks: readonly UploadTask[]): readonly UploadTask[] {
    const [first] = tasks;
    if (!first) return [];
    const isBatchable = (task: UploadTask) => !this.#unbatchable.has(formatTask(task));
    if (!isBatchable(first)) return [first];
    return tasks.filter((task) => task.entry.jobId === first.entry.jobId && isBatchable(task));
  }

  async #ask(batch: readonly UploadTask[]): Promise<void> {
    const [first] = batch;
    if (!first) return;
    const { api, skewMs } = this.#deps;
    const { subject, jobId } = first.entry;
    const assumedMs = skewMs() ?? 0;
    const photos = await Promise.all(batch.map((task) => this.#toAsked(task, assumedMs)));
    const request = { job_id: jobId, photos };
    try {
      const tickets = await api(subject).tickets(request);
      this.#pauses.noteResponse();
      // The response may be the first word of how wrong the phone's clock is: the times in these tickets are wrong too.
      if (!isSameSkew(assumedMs, skewMs() ?? 0) && batch.some(({ entry }) => entry.skewMs === null)) return;
      await Promise.all(batch.map((task, index) => this.#hold(task, tickets[index])));
    } catch (error) {
      await this.#settleRefusal(batch, request, error instanceof AppError ? error : new AppError('unavailable'));
    }
  }

  /** A first look that could not be told before goes with the first request for the photo's ticket. */
  async #toAsked(task: UploadTask, assumedMs: number): Promise<Capture> {
    const { id, photoId } = task.entry;
    const isTold = photoId !== null || this.#looks.isTold(id);
    const look = isTold ? undefined : await this.#deps.store.readBytes(id, 'look').catch(() => undefined);
    const capture = toCapture(task, assumedMs);
    return this.#refusedMembers.strip(look ? { ...capture, first_look: toBase64(look) } : capture);
  }

  async #hold(task: UploadTask, ticket: Ticket | undefined): Promise<void> {
    if (!ticket) return;
    const { clock, store } = this.#deps;
    const { id, title, stage, photoId } = task.entry;
    const goodUntilMs = clock.now() + ticket.expires_in * 1000 - Math.min(SPARE_MS, ticket.expires_in * 500);
    this.#held.set(formatTask(task), { ticket, goodUntilMs, labels: { title, stage } });
    if (photoId !== ticket.photo_id) await store.update(id, (entry) => ({ ...entry, photoId: ticket.photo_id }));
  }

  async #settleRefusal(batch: readonly UploadTask[], request: TicketRequest, error: AppError): Promise<void> {
    const { code, retryAfterSeconds } = error;
    const verdict = judgeProblem(code);
    if (verdict.kind !== 'never') {
      this.#pauses.noteFailure({ tasks: batch, isOwn: false, retryAfterSeconds, isRefused: isRefusal(error) });
    } else if (this.#refusedMembers.note(error, request)) {
      this.#pauses.noteResponse();
    } else if (batch.length > 1) {
      // One of them is refused for good; the others must not fall with it.
      for (const task of batch) this.#unbatchable.add(formatTask(task));
    } else {
      const { store } = this.#deps;
      await Promise.all(batch.map(({ entry }) => store.update(entry.id, (now) => toStuck(now, verdict.code))));
    }
  }
}

const PARTS = { preview: 'preview', working: 'photo', original: 'original' } as const;

/** What the phone has of the picture at this moment: the first ticket that is used is the promise of all. */
function toNamedFiles({ parts, originalSha256 }: StoredEntry): NamedFiles {
  const named = parts?.map(({ variant, sha256 }) => [PARTS[variant], sha256] as const) ?? [];
  return Object.fromEntries([...(originalSha256 ? [['original', originalSha256] as const] : []), ...named]);
}

function toCapture({ entry, part }: UploadTask, skewMs: number): Capture {
  const takenAt = formatTakenAt(entry.takenAt, entry.skewMs ?? skewMs);
  return {
    id: entry.id,
    type: part.type,
    size: part.bytes,
    sha256: part.sha256,
    ...(isCameraTime(takenAt) ? { taken_at: takenAt } : {}),
    part: PARTS[part.variant],
    files: toNamedFiles(entry),
    ...(entry.title ? { title: [...entry.title].slice(0, LIMITS.maxTitleLength).join('') } : {}),
    ...(entry.stage ? { stage: entry.stage } : {}),
    ...(entry.location ? { location: entry.location } : {}),
    ...(entry.drawnOn ? { drawn_on: entry.drawnOn } : {}),
  };
}

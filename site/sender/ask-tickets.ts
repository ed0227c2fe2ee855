/** Gets leave to send: late, since tickets age, and few at a time, for the next uploads of one job. */
import { type Capture, LIMITS, type Ticket } from '../../edge/api.ts';
import { AppError } from '../../edge/problem.ts';
import { formatTakenAt } from '../outbox/taken-at.ts';
import type { UploadTask } from './choose-uploads.ts';
import { withResponse } from './connection.ts';
import { judgeProblem } from './judge-upload.ts';
import { withoutKnown } from './recognize-entries.ts';
import { formatUpload, type HeldTicket, noteFailure, type SendDependencies, type SendState } from './send-state.ts';
import { toStuck } from './settle-upload.ts';

const MOST_AT_ONCE = 3;
/** A ticket this near its end is not begun with. */
const SPARE_MS = 60_000;

export function findTicket(upload: UploadTask, state: SendState, nowMs: number): HeldTicket | null {
  const held = state.tickets.get(formatUpload(upload));
  if (!held || held.goodUntilMs <= nowMs) return null;
  const { title, stage } = held.labels;
  // The ticket pins the labels: after an edit it would write the old ones.
  return title === upload.entry.title && stage === upload.entry.stage ? held : null;
}

/** The first upload and those that go with it in one request. */
export function pickBatch(uploads: readonly UploadTask[], state: SendState): readonly UploadTask[] {
  const [first] = uploads;
  if (!first) return [];
  if (state.alone.has(formatUpload(first))) return [first];
  const company = uploads.filter(
    (upload) => upload.entry.jobId === first.entry.jobId && !state.alone.has(formatUpload(upload)),
  );
  return company.slice(0, MOST_AT_ONCE);
}

export async function askTickets(
  asked: readonly UploadTask[],
  state: SendState,
  deps: SendDependencies,
): Promise<void> {
  const batch = await withoutKnown(asked, state, deps);
  const jobId = batch[0]?.entry.jobId;
  if (!jobId) return;
  try {
    const photos = batch.map((upload) => toCapture(upload, deps.skewMs()));
    const tickets = await deps.api.tickets({ job_id: jobId, photos });
    state.connection = withResponse(state.connection);
    // Somebody else has signed in meanwhile: these tickets may be theirs, and the photos are not.
    if (deps.subject() !== batch[0]?.entry.subject) return;
    await Promise.all(batch.map((upload, index) => holdTicket(upload, tickets[index], state, deps)));
  } catch (error) {
    await settleRefusal(batch, error instanceof AppError ? error : new AppError('unavailable'), state, deps);
  }
}

async function holdTicket(
  upload: UploadTask,
  ticket: Ticket | undefined,
  state: SendState,
  { clock, store }: SendDependencies,
): Promise<void> {
  if (!ticket) return;
  const { id, title, stage, photoId } = upload.entry;
  const goodUntilMs = clock.now() + ticket.expires_in * 1000 - Math.min(SPARE_MS, ticket.expires_in * 500);
  state.tickets.set(formatUpload(upload), { ticket, goodUntilMs, labels: { title, stage } });
  if (photoId !== ticket.photo_id) await store.update(id, (entry) => ({ ...entry, photoId: ticket.photo_id }));
}

async function settleRefusal(
  batch: readonly UploadTask[],
  error: AppError,
  state: SendState,
  { clock, store }: SendDependencies,
): Promise<void> {
  const verdict = judgeProblem(error.code);
  if (verdict.kind === 'after-sign-in') {
    state.isSignInNeeded = true;
  } else if (verdict.kind !== 'never') {
    noteFailure(state, clock, { uploads: batch, isOwn: false, retryAfterSeconds: error.retryAfterSeconds });
  } else if (batch.length > 1) {
    // One of them is refused for good; the others must not fall with it.
    for (const upload of batch) state.alone.add(formatUpload(upload));
  } else {
    await Promise.all(batch.map(({ entry }) => store.update(entry.id, (now) => toStuck(now, verdict.code))));
  }
}

function toCapture({ entry, part }: UploadTask, skewMs: number): Capture {
  return {
    id: entry.id,
    type: part.type,
    size: part.bytes,
    sha256: part.sha256,
    taken_at: formatTakenAt(entry.takenAt, entry.skewMs ?? skewMs),
    ...(entry.title ? { title: [...entry.title].slice(0, LIMITS.maxTitleLength).join('') } : {}),
    ...(entry.stage ? { stage: entry.stage } : {}),
    ...(entry.location ? { location: entry.location } : {}),
  };
}

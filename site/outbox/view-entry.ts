/** Turns what is stored, and what is on its way at this moment, into what the screens show. */
import type { EntryState, EntryView, OutboxCounts } from './entry.ts';
import { formatTakenAt } from './format-taken-at.ts';
import type { UploadProgress } from './send-status.ts';
import { findMainPart, isDelivered, type PhotoVariant, type StoredEntry } from './stored-entry.ts';

/** Before S3's response nothing is ever shown as whole. */
const MAX_BEFORE_RESPONSE = 0.99;

export function toEntryView(
  entry: StoredEntry,
  upload: UploadProgress | undefined,
  moment: { readonly skewMs: number; readonly nextTryAtMs: number | null },
): EntryView {
  const main = findMainPart(entry);
  const state = toState(entry, upload);
  return {
    id: entry.id,
    jobId: entry.jobId,
    job: entry.job ?? null,
    fileName: entry.fileName,
    state,
    progress: state === 'delivered' ? 1 : toProgress(main?.variant, upload),
    isPrepared: Boolean(entry.parts),
    previewDelivered: isDelivered(entry) || Boolean(entry.parts?.some(({ delivered }) => delivered)),
    title: entry.title,
    stage: entry.stage,
    drawnOn: entry.drawnOn,
    takenAt: formatTakenAt(entry.takenAt, entry.skewMs ?? moment.skewMs),
    bytes: main?.bytes ?? entry.originalBytes,
    problem: entry.stuck,
    photoId: entry.photoId,
    original: state === 'delivered' ? toFollowing(entry, upload) : null,
    wasThere: entry.wasThere ?? false,
    isCutOff: entry.isCutOff ?? false,
    nextTryAtMs: state === 'saved' ? moment.nextTryAtMs : null,
  };
}

function toFollowing(entry: StoredEntry, upload: UploadProgress | undefined): EntryView['original'] {
  const part = entry.parts?.find(({ delivered }) => !delivered);
  return part ? { bytes: part.bytes, isOnItsWay: !entry.stuck && Boolean(entry.originalNow ?? upload) } : null;
}

function toState(entry: StoredEntry, upload: UploadProgress | undefined): EntryState {
  if (isDelivered(entry)) return 'delivered';
  if (entry.stuck) return 'stuck';
  return upload ? 'sending' : 'saved';
}

function toProgress(mainVariant: PhotoVariant | undefined, upload: UploadProgress | undefined): number {
  if (!upload || upload.variant !== mainVariant || upload.totalBytes <= 0) return 0;
  return Math.min(MAX_BEFORE_RESPONSE, upload.sentBytes / upload.totalBytes);
}

/** Of an entry that has reached its job. */
export function toInJobView(entry: StoredEntry, skewMs: number): EntryView {
  return { ...toEntryView(entry, undefined, { skewMs, nextTryAtMs: null }), state: 'in-job', progress: 1 };
}

/** @param views of entries that are on this phone */
export function countEntries(views: readonly EntryView[], waitingOfOthers: number): OutboxCounts {
  const waiting = views.filter(({ state }) => state !== 'delivered');
  const count = (wanted: EntryState) => views.filter(({ state }) => state === wanted).length;
  const waitingByJob: Record<string, number> = {};
  for (const { jobId } of waiting) waitingByJob[jobId] = (waitingByJob[jobId] ?? 0) + 1;
  return {
    waiting: waiting.length,
    sending: count('sending'),
    stuck: count('stuck'),
    waitingByJob,
    waitingOfOthers,
  };
}

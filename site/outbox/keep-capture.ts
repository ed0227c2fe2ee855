/** Puts a picture where a crash, a reload or an empty battery cannot reach it. Nothing comes before this: no preview, no network. */

import type { CaptureOptions, Outbox } from '../phone.ts';
import { CaptureError, type CaptureErrorCode } from './capture-error.ts';
import type { EntryStore, Hash } from './ports.ts';
import type { StoredEntry } from './stored-entry.ts';

/** More is no photo of a job, and would not pass through a phone's memory. */
const MAX_BYTES = 200 * 1024 * 1024;

export interface KeepDependencies {
  readonly store: EntryStore;
  readonly hash: Hash;
  subject(): string | null;
  /** Server's clock minus the phone's, ms; null when not known. */
  skewMs(): number | null;
}

/** Keeps files in turn: one at a time through the phone's memory. */
export function createKeep(deps: KeepDependencies): Outbox['capture'] {
  let last: Promise<unknown> = Promise.resolve();
  return (jobId, files, options = {}) =>
    files.map((file) => {
      const kept = last.then(() => keepCapture({ jobId, file, options }, deps));
      last = kept.catch(() => undefined);
      return kept;
    });
}

interface PickedFile {
  readonly jobId: string;
  readonly file: File;
  readonly options: CaptureOptions;
}

/** Fulfils with the entry's id once the bytes were read back equal; rejects with a CaptureError. */
async function keepCapture({ jobId, file, options }: PickedFile, deps: KeepDependencies): Promise<string> {
  const fail = (code: CaptureErrorCode, cause?: unknown): never => {
    throw new CaptureError(code, file.name, cause);
  };
  const subject = deps.subject() ?? fail('signed-out');
  if (file.size === 0) fail('empty');
  if (file.size > MAX_BYTES) fail('too-large');
  const bytes = await file.arrayBuffer().catch((cause) => fail('unreadable', cause));
  const sha256 = await deps.hash(bytes);
  const id = await nameCapture([subject, jobId, sha256], deps.hash);
  const entry = toEntry({ id, subject, jobId, file, bytes, options, skewMs: deps.skewMs() });
  try {
    const isNew = await deps.store.add(entry, bytes, sha256);
    if (!isNew) await deps.store.update(id, (now) => withOptions(now, options));
  } catch (cause) {
    fail(isQuota(cause) ? 'storage-full' : 'storage-failed', cause);
  }
  return id;
}

/** From the bytes, not by chance: a picture chosen twice is one, even weeks later and after the app was installed anew. */
export async function nameCapture(parts: readonly string[], hash: Hash): Promise<string> {
  const name = new TextEncoder().encode(parts.join('\n'));
  return (await hash(name.buffer)).slice(0, 40);
}

interface EntryInput extends PickedFile {
  readonly id: string;
  readonly subject: string;
  readonly bytes: ArrayBuffer;
  readonly skewMs: number | null;
}

function toEntry({ id, subject, jobId, file, bytes, options, skewMs }: EntryInput): StoredEntry {
  const nowMs = Date.now();
  return {
    id,
    subject,
    jobId,
    ...(options.job && { job: options.job }),
    fileName: file.name,
    capturedAtMs: nowMs,
    lastModifiedMs: file.lastModified,
    takenAt: { ms: nowMs, offsetMinutes: -new Date(nowMs).getTimezoneOffset(), atCapture: true },
    skewMs,
    location: null,
    title: options.title || null,
    stage: options.stage ?? null,
    originalType: null,
    originalBytes: bytes.byteLength,
    parts: null,
    stuck: null,
    photoId: null,
    deliveredAtMs: null,
    sentLabels: null,
    shrinkTries: 0,
    resends: 0,
  };
}

function withOptions(entry: StoredEntry, { title, stage }: CaptureOptions): StoredEntry {
  if (!title && !stage) return entry;
  return { ...entry, title: title ?? entry.title, stage: stage ?? entry.stage };
}

function isQuota(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError';
}

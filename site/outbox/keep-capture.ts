/** Puts a picture where a crash, a reload or an empty battery cannot reach it. Nothing comes before this: no preview, no network. */

import type { ChosenPhoto } from '../phone.ts';
import { CaptureError, type CaptureErrorCode } from './capture-error.ts';
import { isOutdated } from './database.ts';
import type { EntryStore, Hash } from './ports.ts';
import type { StoredEntry } from './stored-entry.ts';

/** More is no photo of a job, and would not pass through a phone's memory. */
const MAX_BYTES = 200 * 1024 * 1024;

export interface KeepDependencies {
  readonly store: EntryStore;
  readonly hash: Hash;
}

/** Fulfils with the entry's id once the bytes were read back equal; rejects with a CaptureError. */
export async function keepCapture(photo: ChosenPhoto, { store, hash }: KeepDependencies): Promise<string> {
  const { file, jobId } = photo;
  const fail = (code: CaptureErrorCode, cause?: unknown): never => {
    throw new CaptureError(code, file.name, cause);
  };
  const subject = photo.subject ?? fail('signed-out');
  if (file.size === 0) fail('empty');
  if (file.size > MAX_BYTES) fail('too-large');
  const bytes = await file.arrayBuffer().catch((cause) => fail('unreadable', cause));
  try {
    const sha256 = await hash(bytes);
    const id = await nameCapture([subject, jobId, sha256], hash);
    const isNew = await store.add(toEntry(photo, { id, subject, bytes }), bytes, sha256);
    if (!isNew) await store.update(id, (now) => withLabels(now, photo));
    return id;
  } catch (cause) {
    return fail(toCode(cause), cause);
  }
}

/** From the bytes, not by chance: a picture chosen twice is one, even weeks later and after the app was installed anew. */
export async function nameCapture(parts: readonly string[], hash: Hash): Promise<string> {
  const name = new TextEncoder().encode(parts.join('\n'));
  return (await hash(name.buffer)).slice(0, 40);
}

interface EntryInput {
  readonly id: string;
  readonly subject: string;
  readonly bytes: ArrayBuffer;
}

function toEntry(photo: ChosenPhoto, { id, subject, bytes }: EntryInput): StoredEntry {
  const { jobId, job, file, chosenAtMs, skewMs, title, stage, drawnOn } = photo;
  return {
    id,
    subject,
    jobId,
    ...(job && { job }),
    fileName: file.name,
    capturedAtMs: chosenAtMs,
    lastModifiedMs: file.lastModified,
    takenAt: { ms: chosenAtMs, offsetMinutes: -new Date(chosenAtMs).getTimezoneOffset(), atCapture: true },
    skewMs,
    location: null,
    drawnOn,
    title: title || null,
    stage: stage ?? null,
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

function withLabels(entry: StoredEntry, { title, stage }: ChosenPhoto): StoredEntry {
  if (!title && !stage) return entry;
  return { ...entry, title: title ?? entry.title, stage: stage ?? entry.stage };
}

function toCode(error: unknown): CaptureErrorCode {
  if (isOutdated(error)) return 'outdated';
  return error instanceof DOMException && error.name === 'QuotaExceededError' ? 'storage-full' : 'storage-failed';
}

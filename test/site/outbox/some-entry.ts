/** An entry of the outbox as most tests need it. */
import type { EntryPart, PhotoVariant, StoredEntry } from '../../../site/outbox/stored-entry.ts';

export const NOW_MS = Date.parse('2026-11-22T12:00:00Z');

export function someEntry(change: Partial<StoredEntry> = {}): StoredEntry {
  return {
    id: 'c-0000001',
    subject: 'worker',
    jobId: 'j-1',
    fileName: 'photo.jpg',
    capturedAtMs: NOW_MS,
    lastModifiedMs: NOW_MS,
    takenAt: { ms: NOW_MS, offsetMinutes: 60, atCapture: true },
    skewMs: null,
    location: null,
    title: null,
    stage: null,
    originalType: 'image/jpeg',
    originalBytes: 4_000_000,
    parts: [somePart('preview'), somePart('working')],
    stuck: null,
    photoId: null,
    deliveredAtMs: null,
    sentLabels: null,
    shrinkTries: 0,
    resends: 0,
    ...change,
  };
}

const BYTES: Readonly<Record<PhotoVariant, number>> = { preview: 40_000, working: 400_000, original: 4_000_000 };

export function somePart(variant: PhotoVariant, change: Partial<EntryPart> = {}): EntryPart {
  return {
    variant,
    type: 'image/jpeg',
    bytes: BYTES[variant],
    sha256: `sha-of-${variant}`,
    delivered: false,
    ...change,
  };
}

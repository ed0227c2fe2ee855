/** Makes the copies of a captured picture and plans what of it is sent. */

import type { OutboxSettings } from '../phone.ts';
import { detectPhotoType } from './detect-photo-type.ts';
import { type Copy, planParts } from './plan-parts.ts';
import type { EntryStore, Hash, Shrink, Shrunk, VariantBytes } from './ports.ts';
import { readExifTime } from './read-exif.ts';
import { type PhotoVariant, type StoredEntry, toStuck } from './stored-entry.ts';
import { chooseTakenAt } from './taken-at.ts';

/** A picture during whose shrink the page died so often is sent as it is. */
const MAX_SHRINKS = 2;

export interface PrepareDependencies {
  readonly store: EntryStore;
  readonly shrink: Shrink;
  readonly hash: Hash;
  settings(): OutboxSettings;
}

export async function prepareEntry(entry: StoredEntry, deps: PrepareDependencies): Promise<void> {
  const original = await deps.store.readBytes(entry.id, 'original');
  if (!original) {
    // Looked for more than once: a database that the browser has deleted is being filled again.
    const toNext = (now: StoredEntry) =>
      now.shrinkTries < MAX_SHRINKS ? withShrinkTry(now) : toStuck(now, 'photo-lost');
    await deps.store.update(entry.id, toNext);
    return;
  }
  const read = readPicture(entry, new Uint8Array(original));
  await deps.store.update(entry.id, (now) => withShrinkTry({ ...now, ...read }));
  const shrunk = entry.shrinkTries < MAX_SHRINKS ? await deps.shrink(original) : null;
  const whole = await toCopy(original, deps);
  const plan = planParts({
    original: { ...whole, type: read.originalType },
    shrunk: shrunk && { working: await toCopy(shrunk.working, deps), preview: await toCopy(shrunk.preview, deps) },
    originals: deps.settings().originals,
    isCutOff: shrunk?.isCutOff ?? false,
  });
  if ('stuck' in plan) {
    await deps.store.update(entry.id, (now) => toStuck(now, plan.stuck));
    return;
  }
  const variants = plan.parts.map(({ variant }) => variant);
  const bytes = shrunk ? pickVariants(shrunk, variants) : {};
  await deps.store.update(
    entry.id,
    (now) => ({ ...now, parts: plan.parts, originalSha256: whole.sha256, shrinkTries: 0 }),
    bytes,
  );
}

function withShrinkTry(entry: StoredEntry): StoredEntry {
  return { ...entry, shrinkTries: entry.shrinkTries + 1 };
}

/** What the picture itself tells, before a canvas throws it away. */
function readPicture(entry: StoredEntry, bytes: Uint8Array): Pick<StoredEntry, 'originalType' | 'takenAt'> {
  const offsetMinutesAt = (ms: number) => -new Date(ms).getTimezoneOffset();
  // Without a zone, Date.parse reads in the phone's own: as its clock went on that very day.
  const phone = { nowMs: entry.capturedAtMs, offsetMinutesAt, toMs: Date.parse };
  return {
    originalType: detectPhotoType(bytes),
    takenAt: chooseTakenAt(readExifTime(bytes), entry.lastModifiedMs, phone),
  };
}

async function toCopy(bytes: ArrayBuffer, { hash }: PrepareDependencies): Promise<Copy> {
  return { bytes: bytes.byteLength, sha256: await hash(bytes) };
}

function pickVariants(shrunk: Shrunk, variants: readonly PhotoVariant[]): VariantBytes {
  return {
    // Kept in any case: the screen shows it.
    preview: shrunk.preview,
    ...(variants.includes('working') ? { working: shrunk.working } : {}),
  };
}

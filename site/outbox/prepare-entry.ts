/** Makes the copies of a captured picture and plans what of it is sent. */

import type { PhotoType } from '../../edge/api.ts';
import type { OutboxSettings } from '../phone.ts';
import { detectPhotoType } from './detect-photo-type.ts';
import { type Copy, planParts } from './plan-parts.ts';
import type { DrawLook, EntryStore, Hash, Shrink, Shrunk, VariantBytes } from './ports.ts';
import { readExifTime } from './read-exif.ts';
import { type PhotoVariant, type StoredEntry, toStuck } from './stored-entry.ts';
import { chooseTakenAt } from './taken-at.ts';

/** A picture during whose shrink the page died so often is sent as it is. */
const MAX_SHRINKS = 2;

/** The first look at a picture, and what that is. */
export interface DrawnLook {
  readonly entry: StoredEntry;
  readonly type: PhotoType;
  readonly jpeg: ArrayBuffer;
}

export interface PrepareDependencies {
  readonly store: EntryStore;
  readonly shrink: Shrink;
  readonly drawLook?: DrawLook;
  warm?(): void;
  readonly hash: Hash;
  settings(): OutboxSettings;
  /** Is given the first look as soon as it is drawn. */
  onLook(look: DrawnLook): void;
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
  await deps.store.update(entry.id, withShrinkTry);
  const type = detectPhotoType(new Uint8Array(original));
  let look: ArrayBuffer | null = null;
  const onLook = (jpeg: ArrayBuffer) => {
    look = jpeg;
    if (type) deps.onLook({ entry, type, jpeg });
  };
  const shrinking = entry.shrinkTries < MAX_SHRINKS ? deps.shrink(original, onLook) : null;
  // Meanwhile, on the page's own thread.
  const takenAt = readTime(entry, new Uint8Array(original));
  const shrunk = await shrinking;
  const whole = await toCopy(original, deps);
  const plan = planParts({
    original: { ...whole, type },
    shrunk: shrunk && { working: await toCopy(shrunk.working, deps), preview: await toCopy(shrunk.preview, deps) },
    originals: deps.settings().originals,
    isCutOff: shrunk?.isCutOff ?? false,
  });
  const read = { takenAt, originalType: type };
  if ('stuck' in plan) {
    await deps.store.update(entry.id, (now) => toStuck({ ...now, ...read }, plan.stuck));
    return;
  }
  const variants = plan.parts.map(({ variant }) => variant);
  await deps.store.update(
    entry.id,
    (now) => ({ ...now, ...read, parts: plan.parts, originalSha256: whole.sha256, shrinkTries: 0 }),
    shrunk ? pickVariants({ ...shrunk, look }, variants) : {},
  );
}

/** Draws the first look alone, ahead of the copies. A picture that kills the page at that counts as in {@link prepareEntry}. */
export async function drawFirstLook(
  entry: StoredEntry,
  { store, drawLook, onLook }: PrepareDependencies,
): Promise<void> {
  const original = drawLook && (await store.readBytes(entry.id, 'original'));
  const type = original ? detectPhotoType(new Uint8Array(original)) : null;
  if (!original || !type) return;
  await store.update(entry.id, withShrinkTry);
  const jpeg = await drawLook(original);
  await store.update(entry.id, (now) => ({ ...now, shrinkTries: Math.max(0, now.shrinkTries - 1) }));
  if (jpeg) onLook({ entry, type, jpeg });
}

function withShrinkTry(entry: StoredEntry): StoredEntry {
  return { ...entry, shrinkTries: entry.shrinkTries + 1 };
}

/** What the picture itself tells, before a canvas throws it away. */
function readTime(entry: StoredEntry, bytes: Uint8Array): StoredEntry['takenAt'] {
  const offsetMinutesAt = (ms: number) => -new Date(ms).getTimezoneOffset();
  // Without a zone, Date.parse reads in the phone's own: as its clock went on that very day.
  const phone = { nowMs: entry.capturedAtMs, offsetMinutesAt, toMs: Date.parse };
  return chooseTakenAt(readExifTime(bytes), entry.lastModifiedMs, phone);
}

async function toCopy(bytes: ArrayBuffer, { hash }: PrepareDependencies): Promise<Copy> {
  return { bytes: bytes.byteLength, sha256: await hash(bytes) };
}

function pickVariants(
  { preview, working, look }: Shrunk & { readonly look: ArrayBuffer | null },
  variants: readonly PhotoVariant[],
): VariantBytes {
  return {
    // Kept in any case: the screen shows it.
    preview,
    ...(look && variants.includes('preview') ? { look } : {}),
    ...(variants.includes('working') ? { working } : {}),
  };
}

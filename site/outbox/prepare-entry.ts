/** Makes the copies of a captured picture and plans what of it is sent. */

import type { PhotoType } from '../../edge/api.ts';
import type { OutboxSettings } from '../phone.ts';
import { detectPhotoType } from './detect-photo-type.ts';
import { type Copy, planParts } from './plan-parts.ts';
import type { DrawLook, EntryStore, Hash, LookMark, Shrink, Shrunk, VariantBytes } from './ports.ts';
import { readExifTime } from './read-exif.ts';
import { type PhotoVariant, type StoredEntry, toStuck } from './stored-entry.ts';
import { chooseTakenAt } from './taken-at.ts';

/** A picture during whose shrink the page died so often is sent as it is. */
const MAX_SHRINKS = 2;

/** The first look at a picture, and what that is. */
export interface DrawnLook {
  readonly entry: StoredEntry;
  readonly type: PhotoType;
  /** Null: it has none, or only its copies can tell; the office still hears of the picture. */
  readonly jpeg: ArrayBuffer | null;
}

export interface PrepareDependencies {
  readonly store: EntryStore;
  readonly shrink: Shrink;
  readonly drawLook?: DrawLook;
  readonly lookMark?: LookMark;
  warm?(): void;
  readonly hash: Hash;
  settings(): OutboxSettings;
  /** Is given the first look as soon as it is drawn. */
  onLook(look: DrawnLook): void;
}

/** @param drawn its first look, where that was drawn before */
export async function prepareEntry(
  entry: StoredEntry,
  deps: PrepareDependencies,
  drawn: ArrayBuffer | null = null,
): Promise<void> {
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
  const shrinking = entry.shrinkTries < MAX_SHRINKS ? shrinkWithLook(original, { entry, type, drawn }, deps) : null;
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
  const read = { takenAt, originalType: type, ...(shrunk?.isCutOff && { isCutOff: true as const }) };
  if ('stuck' in plan) {
    await deps.store.update(entry.id, (now) => toStuck({ ...now, ...read }, plan.stuck));
    return;
  }
  const variants = plan.parts.map(({ variant }) => variant);
  await deps.store.update(
    entry.id,
    (now) => ({ ...now, ...read, parts: plan.parts, originalSha256: whole.sha256, shrinkTries: 0 }),
    shrunk ? pickVariants(shrunk, variants) : {},
  );
}

interface Shrinking {
  readonly entry: StoredEntry;
  readonly type: PhotoType | null;
  readonly drawn: ArrayBuffer | null;
}

/** Tells of the first look as soon as it is drawn, unless it was before. */
async function shrinkWithLook(original: ArrayBuffer, { entry, type, drawn }: Shrinking, deps: PrepareDependencies) {
  let look = drawn;
  const onLook = (jpeg: ArrayBuffer) => {
    look = jpeg;
    if (type) deps.onLook({ entry, type, jpeg });
  };
  const shrunk = await deps.shrink(original, drawn ? undefined : onLook);
  return shrunk && { ...shrunk, look };
}

/** Draws the first look alone, ahead of the copies. Null: it has none this way. */
export async function drawFirstLook(
  entry: StoredEntry,
  { store, drawLook, lookMark, onLook }: PrepareDependencies,
): Promise<ArrayBuffer | null> {
  const original = drawLook && (await store.readBytes(entry.id, 'original'));
  const type = original ? detectPhotoType(new Uint8Array(original)) : null;
  if (!original || !type) return null;
  lookMark?.set(entry.id);
  const jpeg = await drawLook(original);
  lookMark?.set(null);
  onLook({ entry, type, jpeg });
  return jpeg;
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

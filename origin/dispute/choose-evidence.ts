/** What of a job goes into a document that has a bound: its photos before and after the work above all, and the entries that prove something. */
import type { AuditAction, AuditRecord } from '../audit-log.ts';
import type { PhotoRecord, Stage } from '../records.ts';

export interface ProvingPhotos {
  /** In the order in which they are shown. */
  readonly shown: readonly PhotoRecord[];
  /** In the album, and not shown. */
  readonly others: readonly PhotoRecord[];
}

/** Those that prove the most stand first; `null` are those that say no stage. */
const ORDER: readonly (Stage | null)[] = ['before', 'after', 'damage', 'load', null, 'receipt'];
/** Entries that only say that somebody has looked. */
const LOOKS: readonly AuditAction[] = ['tickets-issued', 'denied', 'album-read', 'seen', 'original-asked'];

/** Chooses at most `most` photos: Before and After by halves, spread over the work, then what there is of the others. */
export function chooseProvingPhotos(photos: readonly PhotoRecord[], most: number): ProvingPhotos {
  const byStage = ORDER.map((stage) => photos.filter((photo) => photo.stage === stage));
  const [before = [], after = [], ...rest] = byStage;
  const half = Math.floor(most / 2);
  const ofBefore = Math.min(before.length, Math.max(half, most - after.length));
  const shown = [...spread(before, ofBefore), ...spread(after, most - ofBefore)];
  for (const others of rest) shown.push(...spread(others, most - shown.length));
  const isShown = new Set(shown);
  return { shown, others: byStage.flat().filter((photo) => !isShown.has(photo)) };
}

/** The first, the last, and what is between them at even steps. */
function spread<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  if (most <= 0) return [];
  if (most === 1) return all.slice(0, 1);
  const chosen = Array.from({ length: most }, (_, index) => Math.round((index * (all.length - 1)) / (most - 1)));
  return all.filter((_, index) => chosen.includes(index));
}

export interface ChosenEntries {
  readonly entries: readonly AuditRecord[];
  readonly leftOut: number;
}

/** All of them where there is room; else without looks, and then the first and the last. */
export function chooseEntries(audit: readonly AuditRecord[], most: number): ChosenEntries {
  const kept = audit.length <= most ? audit : audit.filter(({ action }) => !LOOKS.includes(action));
  const half = Math.ceil(most / 2);
  const entries = kept.length <= most ? kept : [...kept.slice(0, half), ...kept.slice(kept.length - (most - half))];
  return { entries, leftOut: audit.length - entries.length };
}

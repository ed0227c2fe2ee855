/**
 * Which Before and which After show the same place. Those of one title are a pair: so it is kept. Others are proposed by how
 * alike their pictures are laid out, and by their turn: who walks through a house before walks through it after in the same order.
 */
import type { Photo } from '../../../edge/api.ts';
import { toShownTime } from '../parts/describe-photo.ts';

export interface PhotoPair {
  readonly before: Photo;
  readonly after: Photo;
  /** By their title; because they are alike; by whoever looks at them. */
  readonly by: 'title' | 'likeness' | 'choice';
}

/** A picture's brightness from place to place, without that of the whole; null where nothing is known of it. */
export type Layout = readonly number[] | null;

/** Of each stage, the latest: every one is compared with every other. */
const MOST_OF_A_STAGE = 250;
/** What the layout counts, and what the turn; a pair of one title comes before all others. */
const WEIGHTS = { title: 10, layout: 0.7, turn: 0.3 } as const;

/** Each photo in one pair at most; in the order in which the Befores were taken. */
export function findPairs(photos: readonly Photo[], readLayout: (photo: Photo) => Layout): readonly PhotoPair[] {
  const befores = listOf('before', photos);
  const afters = listOf('after', photos);
  const layouts = new Map([...befores, ...afters].map((photo) => [photo, readLayout(photo)]));
  const toTurn = (index: number, { length }: readonly Photo[]) => (length > 1 ? index / (length - 1) : 0.5);
  const candidates = befores.flatMap((before, at) =>
    afters
      .filter((after) => toMs(before) <= toMs(after))
      .map((after) => {
        const by = isOneTitle(before, after) ? 'title' : 'likeness';
        const turn = 1 - Math.abs(toTurn(at, befores) - toTurn(afters.indexOf(after), afters));
        const alike = compareLayouts(layouts.get(before) ?? null, layouts.get(after) ?? null);
        const score = (by === 'title' ? WEIGHTS.title : 0) + WEIGHTS.layout * alike + WEIGHTS.turn * turn;
        return { before, after, by, score } as const;
      }),
  );
  const used = new Set<Photo>();
  const pairs: PhotoPair[] = [];
  for (const { before, after, by } of candidates.sort((one, other) => other.score - one.score)) {
    if (used.has(before) || used.has(after)) continue;
    used.add(before).add(after);
    pairs.push({ before, after, by });
  }
  return pairs.sort((one, other) => toMs(one.before) - toMs(other.before));
}

/** Two that somebody has chosen: by their stages, else the earlier one is the Before. */
export function toPair(one: Photo, other: Photo): PhotoPair {
  const rank = ({ stage }: Photo) => (stage === 'before' ? -1 : stage === 'after' ? 1 : 0);
  const isTurned = (rank(one) - rank(other) || toMs(one) - toMs(other)) > 0;
  const [before, after] = isTurned ? [other, one] : [one, other];
  const isKept = before.stage === 'before' && after.stage === 'after' && isOneTitle(before, after);
  return { before, after, by: isKept ? 'title' : 'choice' };
}

/** The first ones first. */
function listOf(stage: 'before' | 'after', photos: readonly Photo[]): readonly Photo[] {
  return photos
    .filter((photo) => photo.stage === stage && photo.preview_url !== null)
    .sort((one, other) => toMs(one) - toMs(other))
    .slice(-MOST_OF_A_STAGE);
}

function isOneTitle({ title }: Photo, { title: other }: Photo): boolean {
  return title !== null && other !== null && toWord(title) === toWord(other);
}

function toWord(title: string): string {
  return title.normalize('NFKC').trim().toLowerCase();
}

/** From 0, another, to 1, the same. */
function compareLayouts(one: Layout, other: Layout): number {
  if (!one || !other) return 0;
  const product = (left: readonly number[], right: readonly number[]) =>
    left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);
  const norm = Math.sqrt(product(one, one) * product(other, other));
  return norm > 0 ? Math.max(0, product(one, other) / norm) : 0;
}

function toMs(photo: Photo): number {
  return Date.parse(toShownTime(photo) ?? '') || 0;
}

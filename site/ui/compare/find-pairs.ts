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
  // Each is made once: every Before is held against every After.
  const toSide = (photo: Photo, at: number, { length }: readonly Photo[]) => ({
    photo,
    ms: toMs(photo),
    word: toWord(photo),
    layout: toUnit(readLayout(photo)),
    turn: length > 1 ? at / (length - 1) : 0.5,
  });
  const sides = afters.map(toSide);
  const candidates = befores.map(toSide).flatMap(({ photo: before, ...one }) =>
    sides
      .filter(({ ms }) => one.ms <= ms)
      .map(({ photo: after, ...other }) => {
        const by = one.word && one.word === other.word ? 'title' : 'likeness';
        const alike = Math.max(0, multiply(one.layout, other.layout));
        const isNear = 1 - Math.abs(one.turn - other.turn);
        const score = (by === 'title' ? WEIGHTS.title : 0) + WEIGHTS.layout * alike + WEIGHTS.turn * isNear;
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
  const isKept =
    before.stage === 'before' && after.stage === 'after' && toWord(before) && toWord(before) === toWord(after);
  return { before, after, by: isKept ? 'title' : 'choice' };
}

/** The first ones first. */
function listOf(stage: 'before' | 'after', photos: readonly Photo[]): readonly Photo[] {
  return photos
    .filter((photo) => photo.stage === stage && photo.preview_url !== null)
    .sort((one, other) => toMs(one) - toMs(other))
    .slice(-MOST_OF_A_STAGE);
}

function toWord({ title }: Photo): string {
  return (title ?? '').normalize('NFKC').trim().toLowerCase();
}

/** Of length 1: two that are the same make 1 when they are multiplied; nothing where nothing is known. */
function toUnit(layout: Layout): readonly number[] {
  const length = layout ? Math.sqrt(multiply(layout, layout)) : 0;
  return length > 0 ? (layout ?? []).map((value) => value / length) : [];
}

function multiply(one: readonly number[], other: readonly number[]): number {
  let sum = 0;
  for (let index = Math.min(one.length, other.length) - 1; index >= 0; index--)
    sum += Number(one[index]) * Number(other[index]);
  return sum;
}

function toMs(photo: Photo): number {
  return Date.parse(toShownTime(photo) ?? '') || 0;
}

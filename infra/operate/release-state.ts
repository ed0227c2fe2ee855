/** What the key-value store says of the releases, and what each of the operator's decisions writes there. Pure. */
import { LIVE_KEY, PREVIEW_KEY_PREFIX, STAGING_KEY } from '../../edge/core/release-contract.ts';

export interface Promotion {
  readonly release: string;
  readonly atMs: number;
}

export interface ReleaseState {
  readonly live: string | null;
  /** What `/staging/` opens. */
  readonly staging: string | null;
  readonly previews: readonly string[];
  /** Which release became live when, the last one first. */
  readonly promotions: readonly Promotion[];
}

/** One write of the store: all of it or nothing. */
export interface KeyValueUpdate {
  readonly puts: Readonly<Record<string, string>>;
  readonly deletes: readonly string[];
}

export interface StagedRelease {
  readonly release: string;
  readonly stagedMs: number;
}

/** How long a release stays that was replaced: pages that are open may still ask for its files. */
export const KEPT_DAYS = 30;
export const KEPT_MS = KEPT_DAYS * 24 * 60 * 60 * 1000;
/** Which promotions there were; no function reads it. */
const HISTORY_KEY = 'history';
/** A value has at most 1,024 bytes, an entry of the history 22. */
const MAX_HISTORY = 40;
const ENTRY = /^([0-9a-f]{10}):(\d{1,10})$/;

/** What is of another form is left out: an older or newer command may have written it. */
export function parseReleaseState(values: ReadonlyMap<string, string>): ReleaseState {
  const promotions = (values.get(HISTORY_KEY) ?? '').split(',').flatMap((text) => {
    const [, release, seconds] = ENTRY.exec(text) ?? [];
    return release === undefined ? [] : [{ release, atMs: Number(seconds) * 1000 }];
  });
  const previews = [...values.keys()].filter((key) => key.startsWith(PREVIEW_KEY_PREFIX));
  return {
    live: values.get(LIVE_KEY) ?? null,
    staging: values.get(STAGING_KEY) ?? null,
    previews: previews.map((key) => key.slice(PREVIEW_KEY_PREFIX.length)),
    promotions,
  };
}

/** Makes a release what everybody gets; its preview ends. */
export function planPromotion(state: ReleaseState, { release, atMs }: Promotion): KeyValueUpdate {
  const history = [{ release, atMs }, ...state.promotions].slice(0, MAX_HISTORY);
  const ended = state.previews.includes(release) ? [PREVIEW_KEY_PREFIX + release] : [];
  return {
    puts: {
      [LIVE_KEY]: release,
      [HISTORY_KEY]: history.map((each) => `${each.release}:${Math.floor(each.atMs / 1000)}`).join(','),
    },
    deletes: state.staging === release ? [...ended, STAGING_KEY] : ended,
  };
}

/** What was live before what is live now; null where there was nothing else. */
export function findEarlierRelease({ live, promotions }: ReleaseState): string | null {
  return promotions.find(({ release }) => release !== live)?.release ?? null;
}

/** Lets the cookie of a link open a release, and `/staging/` lead to it. */
export function planPreview(release: string): KeyValueUpdate {
  return { puts: { [STAGING_KEY]: release, [PREVIEW_KEY_PREFIX + release]: '1' }, deletes: [] };
}

/** Ends the previews of these releases. */
export function planEndOfPreviews({ staging }: ReleaseState, ended: readonly string[]): KeyValueUpdate {
  const deletes = ended.map((release) => PREVIEW_KEY_PREFIX + release);
  return { puts: {}, deletes: staging !== null && ended.includes(staging) ? [...deletes, STAGING_KEY] : deletes };
}

/**
 * The releases that nobody can be running any more: neither live, nor what a roll-back would bring, nor a preview, and
 * replaced, or never promoted and staged, 30 days ago. None where the history does not go back so far.
 */
export function chooseStaleReleases(
  state: ReleaseState,
  staged: readonly StagedRelease[],
  nowMs: number,
): readonly string[] {
  const { live, staging, previews, promotions } = state;
  const last = promotions.at(-1);
  if (promotions.length >= MAX_HISTORY && last && nowMs - last.atMs < KEPT_MS) return [];
  const kept = new Set([live, staging, findEarlierRelease(state), ...previews]);
  return staged
    .filter(({ release }) => !kept.has(release))
    .filter(({ release, stagedMs }) => nowMs - (findReplaced(promotions, release) ?? stagedMs) >= KEPT_MS)
    .filter(({ stagedMs }) => nowMs - stagedMs >= KEPT_MS)
    .map(({ release }) => release);
}

/** When a release was last replaced by another; null for what was never live. */
function findReplaced(promotions: readonly Promotion[], release: string): number | null {
  const index = promotions.findIndex((each) => each.release === release);
  return index < 0 ? null : (promotions[index - 1]?.atMs ?? Number.POSITIVE_INFINITY);
}

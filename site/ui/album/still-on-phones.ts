/** How many of somebody's photos are still on their phone, as the album tells it: announced, or there by their preview alone. */
import type { Photo } from '../../../edge/api.ts';
import type { Words } from '../../i18n/translate.ts';

/** What came so long ago belongs to another round of photos. */
const ROUND_MS = 3_600_000;

export interface StillOnPhone {
  readonly name: string;
  readonly still: number;
  /** These, and what came of the same person within the last hour. */
  readonly total: number;
}

interface Count {
  readonly photos: readonly Photo[];
  readonly own: string | null;
  readonly minute: number;
  readonly phones: readonly StillOnPhone[];
}

let last: Count = { photos: [], own: null, minute: 0, phones: [] };

/**
 * Counts anew once a minute, or when the photos have changed: an album that is scrolled is drawn at each frame.
 * @param own subject of who looks: their phone tells them itself
 */
export function countOnPhones(photos: readonly Photo[], own: string | null, nowMs: number): readonly StillOnPhone[] {
  const minute = Math.floor(nowMs / 60_000);
  if (photos !== last.photos || own !== last.own || minute !== last.minute) {
    last = { photos, own, minute, phones: count(photos, own, nowMs) };
  }
  return last.phones;
}

function count(photos: readonly Photo[], own: string | null, nowMs: number): readonly StillOnPhone[] {
  const counts = new Map<string, StillOnPhone>();
  for (const photo of photos) {
    const { uploaded_by: subject, uploaded_by_name: name, uploaded_at: at } = photo;
    const isStill = photo.state === 'arriving' || photo.part === 'preview';
    if (!subject || !name || subject === own || !(isStill || nowMs - Date.parse(at ?? '') < ROUND_MS)) continue;
    const { still, total } = counts.get(subject) ?? { still: 0, total: 0 };
    counts.set(subject, { name, still: still + Number(isStill), total: total + 1 });
  }
  return [...counts.values()].filter(({ still }) => still > 0);
}

export function tellOnPhones(phones: readonly StillOnPhone[], { say }: Words): readonly string[] {
  return phones.map(({ name, still, total }) => say('phones.still', { n: still, total, who: name }));
}

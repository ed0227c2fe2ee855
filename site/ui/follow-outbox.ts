/** Lets the state follow the outbox: what reached which state, what left for its job, and the count on the app's icon. */
import type { Outbox } from '../core/ports.ts';
import type { Words } from '../i18n/translate.ts';
import { countMoves, findLeaving, type Moves } from './model/announcement.ts';
import type { Store } from './state.ts';

/** Calls `moved` after every change in which a capture reached another state. */
export function followOutbox(outbox: Outbox, store: Store, moved: (moves: Moves) => void): void {
  outbox.subscribe((snapshot) => {
    const { outbox: before, leaving, albums, delivered } = store.get();
    const gone = findLeaving(before.entries, snapshot.entries);
    const inAlbum = (jobId: string, photoId: string | null) =>
      albums[jobId]?.items?.some((photo) => photo.photo_id === photoId && photo.state !== 'arriving') ?? false;
    store.update({
      outbox: snapshot,
      leaving: [...leaving, ...gone].filter((entry) => !inAlbum(entry.jobId, entry.photoId)),
      delivered: gone.length > 0 ? new Set([...delivered, ...gone.map((entry) => entry.photoId ?? '')]) : delivered,
    });
    if (before.counts.waiting !== snapshot.counts.waiting) showBadge(snapshot.counts.waiting);
    const moves = countMoves(before.entries, snapshot.entries);
    if (moves.saved + moves.delivered + moves.inJob + moves.stuck > 0) moved(moves);
  });
}

/** One sentence a kind of move, in the order of a photo's way; empty when nothing moved. */
export function describeMoves(moves: Moves, { say }: Words): string {
  const parts = [
    moves.saved > 0 ? say('say.saved', { n: moves.saved }) : '',
    moves.delivered > 0 ? say('say.delivered', { n: moves.delivered }) : '',
    moves.inJob > 0 ? say('say.in-job', { n: moves.inJob }) : '',
    moves.stuck > 0 ? say('say.stuck', { n: moves.stuck }) : '',
  ];
  return parts.filter(Boolean).join(' ');
}

function showBadge(count: number): void {
  if (!('setAppBadge' in navigator)) return;
  void (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge()).catch(() => undefined);
}

/** Announces which captures reached which state, and shows on the app's icon how many wait. */
import type { Words } from '../../i18n/translate.ts';
import { tellBriefly } from '../shell/tell-briefly.ts';
import type { AppStore } from '../state/app-store.ts';
import { countMoves, type Moves } from './announcement.ts';

/** Calls `arrived` when captures were delivered or are in their job: the album has something new. */
export function followOutbox(store: AppStore, arrived: () => void): void {
  showBadge(store.get().outbox.counts.waiting);
  store.subscribe((state, before) => {
    if (state.outbox === before.outbox) return;
    const { waiting } = state.outbox.counts;
    if (waiting !== before.outbox.counts.waiting) showBadge(waiting);
    const moves = countMoves(before.outbox.entries, state.outbox.entries);
    const announcement = describeMoves(moves, state.words);
    if (announcement) store.update({ announcement });
    if (moves.wasThere > 0) tellBriefly(store, 'say.was-there');
    if (moves.delivered + moves.inJob > 0) arrived();
  });
}

/** One sentence for each kind of move; empty when nothing moved. */
export function describeMoves(moves: Moves, { say }: Words): string {
  const parts = [
    moves.saved > 0 ? say('say.saved', { n: moves.saved }) : '',
    moves.delivered > 0 ? say('say.delivered', { n: moves.delivered }) : '',
    moves.inJob > 0 ? say('say.in-job', { n: moves.inJob }) : '',
    moves.refused > 0 ? say('say.refused', { n: moves.refused }) : '',
    moves.stuck > 0 ? say('say.stuck', { n: moves.stuck }) : '',
  ];
  return parts.filter(Boolean).join(' ');
}

function showBadge(count: number): void {
  if (!('setAppBadge' in navigator)) return;
  void (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge()).catch(() => undefined);
}

/**
 * Moves the window over a large album as the page scrolls, keeps the tile with the focus, and holds what is looked at in its
 * place when photos come before it or the grid gets other columns.
 */
import type { AppState } from '../state/app-state.ts';
import type { AppStore } from '../state/app-store.ts';
import type { Tile } from './album-tiles.ts';
import { findSeenRows, type GridMeasure, moveRows, tileAt, topOfTile, toRows } from './album-window.ts';
import { watchRush } from './rush.ts';
import { shownTilesOf } from './shown-tiles.ts';

/** The first tile that is seen, and where it stood. */
interface Anchor {
  readonly jobId: string;
  readonly id: string;
  readonly index: number;
  /** From the grid's upper edge, px. */
  readonly top: number;
}

/** What a change of moves tiles. */
const SHOWN = ['albums', 'outbox', 'route', 'albumLook', 'albumWindow'] as const;

export function followWindow(store: AppStore): void {
  let isDue = false;
  let anchor: Anchor | null = null;
  const look = () => {
    isDue = false;
    anchor = lookAtAlbum(store, anchor);
  };
  const lookSoon = () => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(look);
  };
  watchRush();
  // At once: what it changes is drawn in this very frame. A frame or two later a fast finger has brought three times as many tiles.
  addEventListener('scroll', look, { passive: true });
  addEventListener('resize', lookSoon);
  addEventListener('focusin', ({ target }) => keepFocused(store, target));
  store.subscribe((state, before) => {
    if (state.route !== before.route) keepViewed(store, state);
    // After the page was drawn anew, in the same frame.
    if (SHOWN.some((part) => state[part] !== before[part])) lookSoon();
  });
  lookSoon();
}

/** Gives the new anchor; null while the page is scrolled above the album, where new photos are to be seen. */
function lookAtAlbum(store: AppStore, before: Anchor | null): Anchor | null {
  const state = store.get();
  const grid = document.querySelector('[data-windowed]');
  if (state.route.page !== 'job' || !grid) {
    if (state.albumWindow) store.update({ albumWindow: undefined });
    return null;
  }
  const { jobId } = state.route;
  const measure = measureGrid(grid);
  if (!(measure.pitch > measure.gap)) return before;
  const { tiles, sections } = shownTilesOf(state, jobId);
  const { columns, pitch, gap, heading } = measure;
  const rows = toRows(
    tiles.length,
    columns,
    sections.map(({ from }) => from),
  );
  const index = before?.jobId === jobId ? findAgain(tiles, before) : -1;
  if (before && index >= 0) scrollBy({ top: topOfTile(rows, index, measure) - before.top, behavior: 'instant' });
  const seen = findSeenRows(rows, measure, { scrollTop: scrollY, height: innerHeight });
  const known = state.albumWindow;
  const isSameGrid =
    known?.jobId === jobId && known.columns === columns && known.pitch === pitch && known.heading === heading;
  const inDocument = moveRows(seen, isSameGrid ? known : null);
  if (inDocument !== known) store.update({ albumWindow: { ...inDocument, jobId, columns, pitch, gap, heading } });
  const first = tileAt(rows, seen.from);
  const anchor = scrollY > measure.top ? tiles[first] : undefined;
  return anchor ? { jobId, id: anchor.id, index: first, top: topOfTile(rows, first, measure) } : null;
}

/** Mostly it is where it was. */
function findAgain(tiles: readonly Tile[], { id, index }: Anchor): number {
  return tiles[index]?.id === id ? index : tiles.findIndex((tile) => tile.id === id);
}

function measureGrid(grid: Element): GridMeasure {
  const style = getComputedStyle(grid);
  const { gridTemplateColumns, rowGap } = style;
  const columns = gridTemplateColumns.split(' ').length;
  const gap = Number.parseFloat(rowGap) || 0;
  // Tiles are square.
  const pitch = Number.parseFloat(gridTemplateColumns) + gap;
  // In rem: it grows with the letters.
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const heading = (Number.parseFloat(style.getPropertyValue('--heading')) || 0) * rem + gap;
  return { columns, pitch, gap, heading, top: grid.getBoundingClientRect().top + scrollY };
}

/** A tile that is out of sight would take the focus with it when it leaves the document. */
function keepFocused(store: AppStore, target: EventTarget | null): void {
  const id = target instanceof HTMLElement ? target.closest<HTMLElement>('[data-tile]')?.dataset.tile : undefined;
  if (id !== undefined && id !== store.get().keptTile) store.update({ keptTile: id });
}

/** When the viewer closes, the focus goes to the tile of the photo that was seen last. */
function keepViewed(store: AppStore, { route }: AppState): void {
  if (route.page === 'job' && route.photoId) store.update({ keptTile: route.photoId });
}

/**
 * Moves the window over a large album as the page scrolls, keeps the tile with the focus, and holds what is looked at in its
 * place when photos come before it or the grid gets other columns.
 */
import type { AppState } from '../state/app-state.ts';
import type { AppStore } from '../state/app-store.ts';
import type { Tile } from './album-tiles.ts';
import { type AlbumWindow, findSeenRows, type GridMeasure, moveRows, type Rows, toShift } from './album-window.ts';
import { tilesOf } from './tiles-of.ts';

/** The first tile that is seen, and where it stood. */
interface Anchor {
  readonly jobId: string;
  readonly id: string;
  readonly index: number;
  readonly columns: number;
  readonly pitch: number;
}

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
  addEventListener('scroll', lookSoon, { passive: true });
  addEventListener('resize', lookSoon);
  addEventListener('focusin', ({ target }) => keepFocused(store, target));
  store.subscribe((state, before) => {
    if (state.route !== before.route) keepViewed(store, state);
    const isOther = state.albums !== before.albums || state.outbox !== before.outbox || state.route !== before.route;
    // After the page was drawn anew, in the same frame.
    if (isOther || state.albumWindow !== before.albumWindow) lookSoon();
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
  const tiles = tilesOf(state, jobId);
  const { columns, pitch, gap } = measure;
  const index = before?.jobId === jobId ? findAgain(tiles, before) : -1;
  if (before && index >= 0) scrollBy({ top: toShift(before, { index, columns, pitch }), behavior: 'instant' });
  const seen = findSeenRows(measure, { scrollTop: scrollY, height: innerHeight });
  const known = state.albumWindow;
  const isSameGrid = known?.jobId === jobId && known.columns === columns && known.pitch === pitch;
  const rows = moveRows(seen, isSameGrid ? known : null);
  if (rows !== known) store.update({ albumWindow: toWindow(rows, { jobId, columns, pitch, gap }) });
  const first = scrollY > measure.top ? tiles[seen.from * columns] : undefined;
  return first ? { jobId, id: first.id, index: seen.from * columns, columns, pitch } : null;
}

/** Mostly it is where it was. */
function findAgain(tiles: readonly Tile[], { id, index }: Anchor): number {
  return tiles[index]?.id === id ? index : tiles.findIndex((tile) => tile.id === id);
}

function toWindow({ from, to }: Rows, grid: Omit<AlbumWindow, keyof Rows>): AlbumWindow {
  return { from, to, ...grid };
}

function measureGrid(grid: Element): GridMeasure {
  const { gridTemplateColumns, rowGap } = getComputedStyle(grid);
  const columns = gridTemplateColumns.split(' ').length;
  const gap = Number.parseFloat(rowGap) || 0;
  // Tiles are square.
  const pitch = Number.parseFloat(gridTemplateColumns) + gap;
  return { columns, pitch, gap, top: grid.getBoundingClientRect().top + scrollY };
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

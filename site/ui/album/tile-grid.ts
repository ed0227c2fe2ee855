/** The grid of an album. Of a large one only the tiles near the window are in the document (album-window.ts). */
import { html, noChange, nothing, type TemplateResult } from 'lit-html';
import { Directive, directive, type ElementPart } from 'lit-html/directive.js';
import { repeat } from 'lit-html/directives/repeat.js';
import type { LazyView } from '../context.ts';
import { findJob } from '../state/app-state.ts';
import type { Tile } from './album-tiles.ts';
import { layOut, MOST_UNWINDOWED } from './album-window.ts';
import { tile } from './tile.ts';

type GridItem =
  | { readonly id: string; readonly tile: Tile; readonly index: number }
  | { readonly id: string; readonly rows: number };

export function tileGrid(tiles: readonly Tile[], jobId: string, view: LazyView): TemplateResult {
  const isWindowed = tiles.length > MOST_UNWINDOWED;
  const { pitch = 0, gap = 0 } = view.albumWindow ?? {};
  const total = isWindowed ? Math.max(tiles.length, findJob(view, jobId)?.photo_count ?? 0) : null;
  const toItem = (item: GridItem) =>
    'rows' in item
      ? html`<li class="grid-space" aria-hidden="true" ${setHeight(item.rows * pitch - gap)}></li>`
      : tile(item.tile, view, { jobId, place: total === null ? null : { n: item.index + 1, total } });
  return html`<ul class="grid" aria-label=${view.words.say('job.album')} ?data-windowed=${isWindowed}>
    ${repeat(listItems(tiles, jobId, view), ({ id }) => id, toItem)}
  </ul>`;
}

function listItems(tiles: readonly Tile[], jobId: string, { albumWindow, keptTile }: LazyView): readonly GridItem[] {
  const window = albumWindow?.jobId === jobId ? albumWindow : null;
  const kept = window && keptTile !== undefined ? tiles.findIndex(({ id }) => id === keptTile) : -1;
  return layOut(tiles.length, window, kept).flatMap((part, at): readonly GridItem[] =>
    part.kind === 'space'
      ? [{ id: `space ${at}`, rows: part.rows }]
      : tiles.slice(part.from, part.to).map((each, offset) => ({ id: each.id, tile: each, index: part.from + offset })),
  );
}

/** A style attribute would be none of the content security policy's. */
class SetHeight extends Directive {
  override update({ element }: ElementPart, [px]: [number]): unknown {
    if (element instanceof HTMLElement) element.style.height = `${px}px`;
    return noChange;
  }

  render(_px: number): unknown {
    return nothing;
  }
}

const setHeight = directive(SetHeight);

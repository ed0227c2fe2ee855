/** The grid of an album. Of a large one only the tiles near the window are in the document (album-window.ts). */
import { html, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { LazyView } from '../context.ts';
import { findJob } from '../state/app-state.ts';
import { isNarrowed, NO_LOOK } from './album-look.ts';
import type { Tile } from './album-tiles.ts';
import { layOut, MOST_UNWINDOWED, toRows } from './album-window.ts';
import type { AlbumSection, ArrangedTiles } from './arrange-tiles.ts';
import { calmTile } from './calm-tile.ts';
import { sectionHeading } from './section-heading.ts';
import { tile } from './tile.ts';

type GridItem =
  | { readonly id: string; readonly tile: Tile; readonly index: number }
  | { readonly id: string; readonly section: AlbumSection; readonly isLast: boolean }
  | { readonly id: string; readonly px: number };

export function tileGrid(arranged: ArrangedTiles, jobId: string, view: LazyView): TemplateResult {
  const { tiles } = arranged;
  const isWindowed = tiles.length > MOST_UNWINDOWED;
  const known = isNarrowed(view.albumLook ?? NO_LOOK) ? 0 : (findJob(view, jobId)?.photo_count ?? 0);
  const total = isWindowed ? Math.max(tiles.length, known) : null;
  const toItem = (item: GridItem) => {
    // As a property: an attribute would be none of the content security policy's.
    if ('px' in item) return html`<li class="grid-space" aria-hidden="true" .style=${`height:${item.px}px`}></li>`;
    if ('section' in item) return sectionHeading(item.section, item.isLast, { view, jobId });
    const place = total === null ? null : { n: item.index + 1, total };
    return calmTile(() => tile(item.tile, view, { jobId, place }));
  };
  return html`<ul class="grid" aria-label=${view.words.say('job.album')} ?data-windowed=${isWindowed}>
    ${repeat(listItems(arranged, jobId, view), ({ id }) => id, toItem)}
  </ul>`;
}

function listItems(
  { tiles, sections }: ArrangedTiles,
  jobId: string,
  { albumWindow, keptTile }: LazyView,
): readonly GridItem[] {
  const window = albumWindow?.jobId === jobId ? albumWindow : null;
  const { columns = 1, pitch = 0, gap = 0, heading = 0 } = window ?? {};
  const kept = window && keptTile !== undefined ? tiles.findIndex(({ id }) => id === keptTile) : -1;
  const headed = new Map(sections.map((section) => [section.from, section]));
  const rows = toRows(tiles.length, columns, [...headed.keys()]);
  return layOut(rows, window, kept).flatMap((part, at): readonly GridItem[] => {
    if (part.kind === 'space') return [{ id: `space ${at}`, px: part.rows * pitch + part.headings * heading - gap }];
    return tiles.slice(part.from, part.to).flatMap((each, offset): readonly GridItem[] => {
      const index = part.from + offset;
      const section = headed.get(index);
      const item = { id: each.id, tile: each, index };
      if (!section) return [item];
      return [{ id: `section ${section.key}`, section, isLast: section === sections.at(-1) }, item];
    });
  });
}

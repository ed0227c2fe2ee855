/** Lies over a tile while photos are being chosen: a checkbox of the tile's size. */
import { html, type TemplateResult } from 'lit-html';
import { formatTimestamp } from '../../i18n/format.ts';
import type { LazyView } from '../context.ts';
import { describePhoto, toShownTime } from '../parts/describe-photo.ts';
import type { Tile } from './album-tiles.ts';
import { isChoosable } from './chosen-photos.ts';

/** Empty for a photo that is not there yet. */
export function tileCheck(tile: Tile, view: LazyView, jobId: string): TemplateResult {
  const { chosen, words, actions } = view;
  if (!chosen || !isChoosable(tile)) return html``;
  const photo = tile.kind === 'entry' ? tile.entry : tile.photo;
  const at = tile.kind === 'entry' ? tile.entry.takenAt : toShownTime(tile.photo);
  const stage = photo.title && photo.stage ? words.say(`stage.${photo.stage}`) : '';
  const name = [describePhoto(photo, words), stage, formatTimestamp(at, words.language)].filter(Boolean).join(', ');
  const choose = ({ shiftKey }: MouseEvent) => actions.choosePhoto(jobId, tile.id, shiftKey);
  return html`<input type="checkbox" class="tile-check" aria-label=${name} .checked=${chosen.ids.has(tile.id)} @click=${choose} />`;
}

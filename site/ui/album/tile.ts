/**
 * One picture of the grid: a capture of this phone, or a photo of the album. Its accessible name is the text that is seen on
 * it, then its title and time.
 */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Photo } from '../../../edge/api.ts';
import { isUnseen } from '../../../edge/link-api.ts';
import { formatTimestamp } from '../../i18n/format.ts';
import type { Words } from '../../i18n/translate.ts';
import type { EntryView } from '../../outbox/entry.ts';
import type { LazyView } from '../context.ts';
import { formatRoute } from '../navigation/page-route.ts';
import { type Titled, toShownTime } from '../parts/describe-photo.ts';
import { findJob } from '../state/app-state.ts';
import type { Tile } from './album-tiles.ts';
import { calmImage } from './calm-image.ts';
import { photoState, type ShownState, toShownState } from './photo-state.ts';
import { tileCheck } from './tile-check.ts';
import { formatTileTime } from './tile-times.ts';

/** Which of how many it is, where not all of them are in the document. */
export interface TilePlace {
  readonly n: number;
  readonly total: number;
}

export interface TileOptions {
  readonly jobId: string;
  readonly place: TilePlace | null;
}

export function tile(item: Tile, view: LazyView, { jobId, place }: TileOptions): TemplateResult {
  const check = view.chosen ? tileCheck(item, view, jobId) : null;
  return item.kind === 'entry'
    ? entryTile(item.entry, view, { place, check })
    : photoTile(item.photo, jobId, {
        words: view.words,
        isOwn: item.entryId !== null,
        isUnseen: isUnseen(item.photo, findJob(view, jobId)),
        preview: view.previews.get(item.entryId ?? '') ?? null,
        place,
        check,
        hasWords: view.albumLook?.captions ?? false,
        firstLook: view.firstLooks?.get(item.photo.photo_id) ?? null,
      });
}

function entryTile(
  entry: EntryView,
  { words, previews, actions, albumLook }: LazyView,
  { place, check }: Required<Pick<PhotoTileContext, 'place' | 'check'>>,
): TemplateResult {
  const isSending = entry.state === 'sending';
  const told = caption({ ...entry, at: entry.takenAt, isDrawing: Boolean(entry.drawnOn) }, words, albumLook?.captions);
  return html`<li class="tile" data-tile=${entry.id} aria-posinset=${place?.n ?? nothing} aria-setsize=${place?.total ?? nothing}><button type="button" class="tile-face" ?inert=${check !== null} @click=${() => actions.showDialog({ kind: 'entry', id: entry.id })}>${picture(previews.get(entry.id))}${told}${photoState(toShownState(entry), entry.progress, words)}${isSending ? html`<progress .value=${Math.min(entry.progress, 0.99)} max="1" aria-hidden="true"></progress>` : nothing}</button>${check}</li>`;
}

function picture(url: string | null | undefined, className = ''): TemplateResult | typeof nothing {
  return url ? html`<img class=${className} src=${url} alt="" decoding="async" @error=${hideFailed} />` : nothing;
}

export interface PhotoTileContext {
  readonly words: Words;
  /** Taken on this phone since the page was opened: says that it is in the job. */
  readonly isOwn: boolean;
  /** The customer sent it, and nobody of the office or the crew has opened it. */
  readonly isUnseen: boolean;
  /** The picture on this phone, shown until the job has a thumbnail. */
  readonly preview: string | null;
  readonly place?: TilePlace | null;
  /** By which it is chosen, while photos are. */
  readonly check?: unknown;
  /** Title, time and author are seen. */
  readonly hasWords?: boolean;
  /** A small picture, while the photo is on its way. */
  readonly firstLook: string | null;
}

export function photoTile(
  photo: Photo,
  jobId: string,
  { words, isOwn, isUnseen: isNew, preview, firstLook, place, check = null, hasWords = false }: PhotoTileContext,
): TemplateResult {
  const state = stateOf(photo, isOwn, isNew);
  const { photo_id: id, placeholder, thumb_url: thumb, uploaded_by_name: by } = photo;
  const own = thumb ? null : preview;
  const look = !preview && photo.state === 'arriving' ? firstLook : null;
  const told = caption({ ...photo, at: toShownTime(photo), by, isDrawing: Boolean(photo.drawn_on) }, words, hasWords);
  // Hardly a template within another, and no space in it: while one scrolls, all of each tile is made and thrown away again.
  return html`<li class="tile" data-tile=${id} aria-posinset=${place?.n ?? nothing} aria-setsize=${place?.total ?? nothing}><a class="tile-face" ?inert=${check !== null} href=${formatRoute({ page: 'job', jobId, photoId: id })} data-photo=${id}>${look ? picture(look, 'first-look') : picture(own)}<thumb-hash value=${placeholder ?? ''}></thumb-hash><img alt="" loading="lazy" decoding="async" ${calmImage(thumb ?? '')} @error=${hideFailed} @load=${hideFailed} />${told}${state ? photoState(state, 0, words) : nothing}</a>${check}</li>`;
}

/** Hides an image that could not be loaded, so that its placeholder is seen; shows it when it can be loaded later. */
export function hideFailed({ target, type }: Event): void {
  if (target instanceof HTMLElement) target.hidden = type === 'error';
}

function stateOf(photo: Photo, isOwn: boolean, isNew: boolean): ShownState | null {
  if (photo.state === 'arriving' || photo.state === 'unreadable') return photo.state;
  if (isNew) return 'unseen';
  // S3 has it, and the pipeline has made no picture of it yet.
  return isOwn || photo.state === 'stored' ? 'in-job' : null;
}

interface Captioned extends Titled {
  readonly at: string | null;
  readonly by?: string | null;
  readonly isDrawing: boolean;
}

/** The stage is shown, or that it is a drawing; the rest is for screen readers alone, unless it is wanted on the tiles. */
function caption(photo: Captioned, { say, language }: Words, isSeen = false): TemplateResult {
  const { title, at, by, isDrawing } = photo;
  const stage = isDrawing ? say('drawing.drawing') : photo.stage ? say(`stage.${photo.stage}`) : '';
  const ms = Date.parse(at ?? '');
  const heard = () =>
    [title ?? (stage ? '' : say('photo.photo')), formatTimestamp(at, language)].filter(Boolean).join(', ');
  return html`<span class="tile-stage" .textContent=${stage}></span><span class=${isSeen ? 'tile-words' : 'visually-hidden'}>${isSeen ? html`${title ? html`<b>${title}</b>` : nothing}<span class="tile-time">${Number.isNaN(ms) ? '' : formatTileTime(ms, language)}</span>${by ? html`<span>${by}</span>` : nothing}` : heard()}</span>`;
}

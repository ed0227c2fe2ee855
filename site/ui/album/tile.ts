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
  const preview = previews.get(entry.id);
  const isSending = entry.state === 'sending';
  return html`<li class="tile" data-tile=${entry.id} aria-posinset=${place?.n ?? nothing} aria-setsize=${place?.total ?? nothing}><button type="button" class="tile-face" ?inert=${check !== null} @click=${() => actions.showDialog({ kind: 'entry', id: entry.id })}>
    ${preview ? html`<img src=${preview} alt="" decoding="async" @error=${hideFailed} />` : nothing}
    ${caption({ ...entry, at: entry.takenAt, isDrawing: Boolean(entry.drawnOn) }, words, albumLook?.captions)} ${photoState(toShownState(entry), entry.progress, words)}
    ${isSending ? html`<progress .value=${Math.min(entry.progress, 0.99)} max="1" aria-hidden="true"></progress>` : nothing}
  </button>${check}</li>`;
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
  return html`<li class="tile" data-tile=${photo.photo_id} aria-posinset=${place?.n ?? nothing} aria-setsize=${place?.total ?? nothing}><a class="tile-face" ?inert=${check !== null} href=${formatRoute({ page: 'job', jobId, photoId: photo.photo_id })} data-photo=${photo.photo_id}>
    ${preview && !photo.thumb_url ? html`<img src=${preview} alt="" decoding="async" @error=${hideFailed} />` : nothing}
    ${firstLook && !preview && photo.state === 'arriving' ? html`<img class="first-look" src=${firstLook} alt="" decoding="async" />` : nothing}
    ${photo.placeholder ? html`<thumb-hash value=${photo.placeholder}></thumb-hash>` : nothing}
    ${photo.thumb_url ? html`<img alt="" loading="lazy" decoding="async" ${calmImage(photo.thumb_url)} @error=${hideFailed} @load=${hideFailed} />` : nothing}
    ${caption({ ...photo, at: toShownTime(photo), by: photo.uploaded_by_name, isDrawing: Boolean(photo.drawn_on) }, words, hasWords)} ${state ? photoState(state, 0, words) : nothing}
  </a>${check}</li>`;
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
  const stage = isDrawing ? say('drawing.drawing') : photo.stage && say(`stage.${photo.stage}`);
  const what = title ?? (stage ? '' : say('photo.photo'));
  const when = formatTimestamp(at, language);
  const heard = [what, when].filter(Boolean).join(', ');
  const ms = Date.parse(at ?? '');
  return html`${stage ? html`<span class="tile-stage">${stage}</span>` : nothing}
    ${isSeen ? html`<span class="tile-words">${title ? html`<b>${title}</b>` : nothing}<span class="tile-time">${Number.isNaN(ms) ? '' : formatTileTime(ms, language)}</span>${by ? html`<span>${by}</span>` : nothing}</span>` : html`<span class="visually-hidden">${heard}</span>`}`;
}

/** One picture of the grid: a capture of this phone, or a photo of the album. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Photo } from '../../../edge/api.ts';
import type { EntryView } from '../../core/entry.ts';
import type { Words } from '../../i18n/translate.ts';
import type { LateActions } from '../actions.ts';
import type { Tile } from '../model/album-tiles.ts';
import { formatMoment } from '../model/format.ts';
import { formatRoute } from '../model/route.ts';
import { describeState, photoState, type ShownState } from './photo-state.ts';

export interface TileContext {
  readonly words: Words;
  readonly jobId: string;
  readonly previews: ReadonlyMap<string, string>;
  readonly actions: LateActions;
}

export function tile(item: Tile, context: TileContext): TemplateResult {
  return html`<li class="tile">${item.kind === 'entry' ? entryTile(item.entry, context) : photoTile(item, context)}</li>`;
}

function entryTile(entry: EntryView, { words, previews, actions }: TileContext): TemplateResult {
  const preview = previews.get(entry.id);
  return html`<button
    type="button"
    class="tile-face"
    aria-label=${nameOf(entry.title, entry.stage, entry.takenAt, describeState(entry.state, entry.progress, words), words)}
    @click=${() => actions.showDialog({ kind: 'entry', id: entry.id })}
  >
    ${preview ? html`<img src=${preview} alt="" decoding="async" />` : nothing} ${stageBadge(entry.stage, words)}
    ${entry.state === 'sending' ? html`<progress .value=${Math.min(entry.progress, 0.99)} max="1" aria-hidden="true"></progress>` : nothing}
    ${photoState(entry.state, entry.progress, words)}
  </button>`;
}

function photoTile({ photo, isOwn }: { photo: Photo; isOwn: boolean }, { words, jobId }: TileContext): TemplateResult {
  const state = stateOf(photo, isOwn);
  return html`<a
    class="tile-face"
    href=${formatRoute({ page: 'job', jobId, photoId: photo.photo_id })}
    data-photo=${photo.photo_id}
    aria-label=${nameOf(photo.title, photo.stage, photo.taken_at ?? photo.uploaded_at, state ? describeState(state, 0, words) : '', words)}
  >
    ${thumb(photo)} ${stageBadge(photo.stage, words)} ${state ? photoState(state, 0, words) : nothing}
  </a>`;
}

/** The thumbnail over its placeholder; an image that cannot be had leaves the placeholder. */
export function thumb(photo: Photo): TemplateResult {
  const url = photo.thumb_url;
  return html`${photo.placeholder ? html`<thumb-hash value=${photo.placeholder}></thumb-hash>` : nothing}
  ${url ? html`<img src=${url} alt="" loading="lazy" decoding="async" @error=${hide} @load=${show} />` : nothing}`;
}

function hide(event: Event): void {
  if (event.target instanceof HTMLElement) event.target.hidden = true;
}

function show(event: Event): void {
  if (event.target instanceof HTMLElement) event.target.hidden = false;
}

function stateOf(photo: Photo, isOwn: boolean): ShownState | null {
  if (photo.state === 'arriving' || photo.state === 'unreadable') return photo.state;
  return isOwn ? 'in-job' : null;
}

function stageBadge(stage: Photo['stage'], { say }: Words): TemplateResult | typeof nothing {
  return stage ? html`<span class="tile-stage">${say(`stage.${stage}`)}</span>` : nothing;
}

function nameOf(title: string | null, stage: Photo['stage'], at: string | null, state: string, words: Words): string {
  const { say, language } = words;
  const what = title ?? (stage ? say(`stage.${stage}`) : say('photo.photo'));
  const atMs = Date.parse(at ?? '');
  const named = Number.isNaN(atMs) ? what : say('photo.name', { what, when: formatMoment(atMs, language) });
  return state ? `${named}, ${state}` : named;
}

/** Before | After over the whole screen: one over the other with a slider, or side by side. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Photo } from '../../../edge/api.ts';
import { formatTimestamp } from '../../i18n/format.ts';
import type { FurtherPart, LazyContext, LazyView } from '../context.ts';
import { describePhoto, toShownTime } from '../parts/describe-photo.ts';
import { icon } from '../parts/icon.ts';
import { lazyIcon } from '../parts/lazy-icon.ts';
import { notices } from '../shell/notices.ts';
import { findJob } from '../state/app-state.ts';
import { findPairs, type PhotoPair, toPair } from './find-pairs.ts';
import { createPairForm } from './pair-form.ts';
import { readLayout } from './read-layout.ts';
import '../shell/modal.ts';

export function createComparison(context: LazyContext): FurtherPart {
  const { store } = context;
  const form = createPairForm(context);
  const listPairs = createPairList();
  let open: unknown = null;
  let index = 0;
  let isBeside = false;
  const step = (to: number) => {
    index = to;
    store.update({});
  };
  return {
    draw(view) {
      const { dialog } = view;
      if (dialog?.kind !== 'compare') return html``;
      if (open !== dialog) index = 0;
      open = dialog;
      const pairs = dialog.ids ? toChosenPair(view, dialog.jobId, dialog.ids) : listPairs(view, dialog.jobId);
      const at = Math.min(index, pairs.length - 1);
      const turn = () => {
        isBeside = !isBeside;
        store.update({});
      };
      return comparison({ view, jobId: dialog.jobId, pairs, at, step, isBeside, turn, form });
    },
  };
}

interface Comparison {
  readonly view: LazyView;
  readonly jobId: string;
  readonly pairs: readonly PhotoPair[];
  readonly at: number;
  step(to: number): void;
  readonly isBeside: boolean;
  turn(): void;
  readonly form: ReturnType<typeof createPairForm>;
}

function comparison(open: Comparison): TemplateResult {
  const { view, jobId, pairs, at, step, isBeside, turn, form } = open;
  const { words, actions } = view;
  const { say } = words;
  const pair = pairs[at];
  const close = () => actions.showDialog(null);
  return html`<dialog class="viewer compare" aria-label=${say('compare.title')} @close=${close}>
    <show-modal></show-modal>
    ${notices(view)}
    <div class="viewer-bar">
      <button type="button" class="button button-icon" aria-label=${words.say('app.close')} @click=${close}>${lazyIcon('close')}</button>
      <p class="viewer-place">${pairs.length > 1 ? `${at + 1} / ${pairs.length}` : ''}</p>
      <span class="viewer-tools">
        ${
          pairs.length > 1
            ? html`<button type="button" class="button button-icon" aria-label=${say('compare.previous')} aria-disabled=${at === 0} @click=${() => at > 0 && step(at - 1)}>${icon('back')}</button>
        <button type="button" class="button button-icon" aria-label=${say('compare.next')} aria-disabled=${at === pairs.length - 1} @click=${() => at < pairs.length - 1 && step(at + 1)}>${icon('next')}</button>`
            : nothing
        }
      </span>
    </div>
    ${pair ? pictures(pair, isBeside, view) : html`<p class="viewer-none">${say('compare.none')}</p>`}
    <div class="compare-foot">
      ${pair ? html`<button type="button" class="button" @click=${turn}>${say(isBeside ? 'compare.over' : 'compare.beside')}</button> ${form(pair, jobId, view)}` : nothing}
      ${looked(jobId, view)}
    </div>
  </dialog>`;
}

function pictures({ before, after }: PhotoPair, isBeside: boolean, view: LazyView): TemplateResult {
  const { say } = view.words;
  const slide = ({ target }: Event) => {
    if (!(target instanceof HTMLInputElement)) return;
    target.setAttribute('aria-valuetext', say('compare.percent', { n: target.value }));
    target.parentElement?.style.setProperty('--split', `${target.value}%`);
  };
  return html`<div class=${isBeside ? 'compare-beside' : 'compare-over'}>
    ${picture(after, 'after', view)} ${picture(before, 'before', view)}
    ${isBeside ? nothing : html`<input type="range" class="compare-slider" min="0" max="100" step="2" value="50" aria-label=${say('compare.slider')} aria-valuetext=${say('compare.percent', { n: 50 })} @input=${slide} />`}
  </div>`;
}

function picture(photo: Photo, stage: 'before' | 'after', { words }: LazyView): TemplateResult {
  const name = words.say(`stage.${stage}`);
  const what = [photo.title, formatTimestamp(toShownTime(photo), words.language)].filter(Boolean).join(' · ');
  return html`<figure class="compare-picture compare-${stage}">
    <img src=${photo.preview_url ?? photo.url ?? ''} alt=${`${name}: ${describePhoto(photo, words)}`} draggable="false" />
    <figcaption><b>${name}</b> ${what}</figcaption>
  </figure>`;
}

/** Pairs are among the photos that are loaded. */
function looked(jobId: string, view: LazyView): TemplateResult | typeof nothing {
  const { albums, words, actions, dialog } = view;
  const album = albums[jobId];
  if (!album?.next || (dialog?.kind === 'compare' && dialog.ids)) return nothing;
  const seen = album.items?.length ?? 0;
  const total = Math.max(seen + 1, findJob(view, jobId)?.photo_count ?? 0);
  return html`<p class="hint" role="status">${words.say('compare.some', { seen, total })}</p>
    <button type="button" class="button" @click=${() => actions.morePhotos(jobId)}>${words.say('album.further')}</button>`;
}

function toChosenPair({ albums }: LazyView, jobId: string, ids: readonly string[]): readonly PhotoPair[] {
  const [one, other] = ids.flatMap((id) => albums[jobId]?.items?.filter(({ photo_id }) => photo_id === id) ?? []);
  return one && other ? [toPair(one, other)] : [];
}

/** Looked for anew only when the album has changed. */
function createPairList(): (view: LazyView, jobId: string) => readonly PhotoPair[] {
  let last: { readonly of: unknown; readonly pairs: readonly PhotoPair[] } = { of: null, pairs: [] };
  return ({ albums }, jobId) => {
    const photos = albums[jobId]?.items ?? [];
    if (last.of !== photos) last = { of: photos, pairs: findPairs(photos, readLayout) };
    return last.pairs;
  };
}

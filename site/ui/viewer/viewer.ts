/** A photo over the whole screen: swipe, zoom, keys, details and edit. Open while the address names a photo. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Job, Photo } from '../../../edge/api.ts';
import { isUnseen } from '../../../edge/link-api.ts';
import type { Words } from '../../i18n/translate.ts';
import { isNarrowed, NO_LOOK } from '../album/album-look.ts';
import { listShownPhotos } from '../album/shown-tiles.ts';
import type { LazyView } from '../context.ts';
import { describePhoto } from '../parts/describe-photo.ts';
import { lazyIcon } from '../parts/lazy-icon.ts';
import '../shell/modal.ts';
import { icon } from '../parts/icon.ts';
import { notices } from '../shell/notices.ts';
import { findJob } from '../state/app-state.ts';
import { details } from './details.ts';
import './pinch-stage.ts';

/** Null while the address names no photo. */
export function viewer(view: LazyView): TemplateResult | null {
  const { route, albums, actions, albumLook = NO_LOOK } = view;
  if (route.page !== 'job' || !route.photoId) return null;
  const { jobId, photoId } = route;
  const photos = listShownPhotos(view, jobId, photoId);
  const index = photos.findIndex((photo) => photo.photo_id === photoId);
  const photo = photos[index];
  if (!photo) return null;
  const step = (by: 1 | -1) => actions.stepPhoto(jobId, by);
  const close = () => actions.goBack({ page: 'job', jobId, photoId: null });
  const job = findJob(view, jobId);
  // What is not loaded yet is known by number alone; there is more than what is loaded, if there is another page.
  const isMore = albums[jobId]?.next && !isNarrowed(albumLook);
  const known = isMore ? Math.max(photos.length + 1, job?.photo_count ?? 0) : photos.length;
  return open({ ...view, photo, job, position: { n: index + 1, total: known }, step, close });
}

interface OpenedView extends LazyView {
  readonly photo: Photo;
  readonly job: Job | undefined;
  readonly position: { readonly n: number; readonly total: number };
  readonly step: (by: 1 | -1) => void;
  readonly close: () => void;
}

function open(view: OpenedView): TemplateResult {
  const { words, busyPhotoId, actions, photo, job, position, step, close } = view;
  const { say } = words;
  const mayDelete = job?.can.includes('delete') && photo.state !== 'arriving';
  const onKey = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return;
    if (event.key === 'ArrowRight') step(1);
    if (event.key === 'ArrowLeft') step(-1);
  };
  return html`<dialog class="viewer" aria-label=${say('viewer.label', position)} @close=${close} @keydown=${onKey}>
    <show-modal></show-modal>
    ${notices(view)}
    <div class="viewer-bar">
      <button type="button" class="button button-icon" aria-label=${say('app.close')} @click=${close}>${lazyIcon('close')}</button>
      <p class="viewer-place" aria-hidden="true">${position.n} / ${position.total}</p>
      <span class="viewer-tools">
        ${mayDelete && job ? html`<button type="button" class="button button-icon" aria-label=${say('photo.delete')} aria-disabled=${Boolean(busyPhotoId)} @click=${() => actions.deletePhoto(job.job_id, photo.photo_id)}>${lazyIcon('trash')}</button>` : nothing}
        <button type="button" class="button button-icon" data-zoom="in" aria-label=${say('viewer.zoom-in')}>${lazyIcon('plus')}</button>
        <button type="button" class="button button-icon" data-zoom="out" aria-label=${say('viewer.zoom-out')}>${lazyIcon('minus')}</button>
      </span>
    </div>
    <pinch-stage class="viewer-stage" photo=${photo.photo_id} @swipe=${(event: CustomEvent<1 | -1>) => step(event.detail)} @pull-down=${close}>
      ${picture(photo, words, () => job && isUnseen(photo, job) && actions.noteSeen(job.job_id, photo.photo_id))}
      ${position.n > 1 ? html`<button type="button" class="button button-icon viewer-step viewer-previous" aria-label=${say('viewer.previous')} @click=${() => step(-1)}>${icon('back')}</button>` : nothing}
      ${position.n < position.total ? html`<button type="button" class="button button-icon viewer-step viewer-next" aria-label=${say('viewer.next')} @click=${() => step(1)}>${icon('next')}</button>` : nothing}
    </pinch-stage>
    ${details(photo, job, view)}
  </dialog>`;
}

/** The preview over the thumbnail over the placeholder: each is shown as soon as it is there. @param seen called once it is seen whole */
function picture(photo: Photo, words: Words, seen: () => void): TemplateResult {
  const { say } = words;
  const { state, unreadable_reason: reason, preview_url, thumb_url, url } = photo;
  if (state === 'arriving') return html`<p class="viewer-none">${icon('sending')}${say('viewer.arriving')}</p>`;
  if (state === 'unreadable') {
    return html`<p class="viewer-none">${lazyIcon('info')}${say('viewer.unreadable')} ${reason && say(`unreadable.${reason}`)}</p>`;
  }
  const large = preview_url ?? url;
  const loaded = (event: Event) => {
    tellUnseen(event);
    seen();
  };
  return html`<figure class="viewer-picture">
    ${thumb_url ? html`<img src=${thumb_url} alt="" />` : nothing}
    ${large ? html`<img class="viewer-large" src=${large} alt=${describePhoto(photo, words)} draggable="false" @error=${tellUnseen} @load=${loaded} />` : nothing}
    <figcaption class="viewer-unseen" hidden>${say('viewer.unseen')}</figcaption>
  </figure>`;
}

/** Says so when the picture could not be loaded, until another one is. */
function tellUnseen({ target, type }: Event): void {
  if (!(target instanceof HTMLImageElement)) return;
  target.hidden = type === 'error';
  const caption = target.parentElement?.querySelector<HTMLElement>('.viewer-unseen');
  if (caption) caption.hidden = !target.hidden;
}

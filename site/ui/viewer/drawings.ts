/** What was drawn on a photo, and on which photo a drawing was made. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Job, Photo } from '../../../edge/api.ts';
import type { LazyView } from '../context.ts';
import { formatRoute } from '../navigation/page-route.ts';
import { describePhoto } from '../parts/describe-photo.ts';
import { lazyIcon } from '../parts/lazy-icon.ts';
import { mayAddPhotos } from '../state/app-state.ts';

/** @param job in which the photo is */
export function drawings(photo: Photo, job: Job, view: LazyView): TemplateResult {
  const { words, albums, actions } = view;
  const { say } = words;
  const { job_id: jobId } = job;
  const { photo_id: photoId, drawn_on: on } = photo;
  const photos = albums[jobId]?.items ?? [];
  const original = photos.find(({ photo_id }) => photo_id === on);
  const made = photos.filter(({ drawn_on, state }) => drawn_on === photoId && state !== 'arriving');
  const link = (other: Photo) => {
    const href = formatRoute({ page: 'job', jobId, photoId: other.photo_id });
    const picture = other.thumb_url ? html`<img src=${other.thumb_url} alt="" />` : nothing;
    return html`<a href=${href}>${picture}${other === original ? say('drawing.original') : describePhoto(other, words)}</a>`;
  };
  const mayDraw = job.can.includes('edit') && mayAddPhotos(job) && photo.url && !on;
  return html`${on ? html`<p class="look-alikes">${say('drawing.on')} ${original ? link(original) : say('drawing.gone')}</p>` : nothing}
    ${made.length > 0 ? html`<p class="look-alikes">${say('drawing.of')} ${made.map(link)}</p>` : nothing}
    ${mayDraw ? html`<button type="button" class="button" @click=${() => actions.showDialog({ kind: 'draw', jobId, photoId })}>${lazyIcon('draw')}${say('drawing.draw')}</button>` : nothing}`;
}

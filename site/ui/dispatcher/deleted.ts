/** What was deleted from a job and can be restored. Shown by placeholders: a deleted photo has no address. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { DeletedPhoto } from '../../../edge/api.ts';
import { formatAgo, formatTimestamp } from '../../i18n/format.ts';
import type { LazyView } from '../context.ts';
import { describePhoto, toShownTime } from '../parts/describe-photo.ts';
import { lazyIcon } from '../parts/lazy-icon.ts';
import type { DeletedListing } from '../state/app-state.ts';

const DAY_MS = 86_400_000;

export function deletedOf({ items, jobId }: DeletedListing, view: LazyView): TemplateResult {
  return html`<ul class="cards">
    ${repeat(
      items ?? [],
      ({ photo_id }) => photo_id,
      (photo) => deletedCard(photo, jobId, view),
    )}
  </ul>`;
}

function deletedCard(
  photo: DeletedPhoto,
  jobId: string,
  { words, busyPhotoId, actions, nowMs }: LazyView,
): TemplateResult {
  const { say, language } = words;
  const n = Math.max(1, Math.ceil((Date.parse(photo.restorable_until) - nowMs) / DAY_MS));
  const stage = photo.stage ? say(`stage.${photo.stage}`) : '';
  const what = describePhoto(photo, words);
  const facts = [photo.title ? stage : '', photo.uploaded_by_name, formatTimestamp(toShownTime(photo), language)];
  return html`<li class="bin-item">
    <span class="bin-face">${photo.placeholder ? html`<thumb-hash value=${photo.placeholder}></thumb-hash>` : nothing}</span>
    <div>
      <p class="card-title">${what}</p>
      <p class="hint">${facts.filter(Boolean).join(' · ')}</p>
      <p class="hint">${say('deleted.when', { when: formatAgo(Date.parse(photo.deleted_at), nowMs, language), n })}</p>
    </div>
    <button
      type="button"
      class="button"
      aria-label=${`${say('deleted.restore')}: ${what}`}
      aria-disabled=${Boolean(busyPhotoId)}
      @click=${() => actions.restorePhoto(jobId, photo.photo_id)}
    >
      ${lazyIcon('restore')}${say('deleted.restore')}
    </button>
  </li>`;
}

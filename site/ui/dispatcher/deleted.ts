/** What was deleted from a job and can be brought back: as placeholders, since the pictures themselves lie under lock. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { DeletedPhoto } from '../../../edge/api.ts';
import { formatAgo, formatMoment } from '../../i18n/format.ts';
import type { LazyActions } from '../context.ts';
import { lazyIcon } from '../parts/lazy-icon.ts';
import type { AppState } from '../state/app-state.ts';

const DAY_MS = 86_400_000;

export function deletedOf(
  photos: readonly DeletedPhoto[],
  jobId: string,
  state: AppState,
  actions: LazyActions,
  nowMs: number,
): TemplateResult {
  return html`<ul class="cards">
    ${repeat(
      photos,
      ({ photo_id }) => photo_id,
      (photo) => deletedCard(photo, jobId, state, actions, nowMs),
    )}
  </ul>`;
}

function deletedCard(
  photo: DeletedPhoto,
  jobId: string,
  { words, busyPhotoId }: AppState,
  actions: LazyActions,
  nowMs: number,
): TemplateResult {
  const { say, language } = words;
  const takenMs = Date.parse(photo.taken_at ?? photo.uploaded_at ?? '');
  const n = Math.max(1, Math.ceil((Date.parse(photo.restorable_until) - nowMs) / DAY_MS));
  const stage = photo.stage ? say(`stage.${photo.stage}`) : '';
  const what = photo.title ?? (stage || say('photo.photo'));
  const facts = [
    photo.title ? stage : '',
    photo.uploaded_by_name,
    Number.isNaN(takenMs) ? '' : formatMoment(takenMs, language),
  ];
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
      aria-disabled=${busyPhotoId ? 'true' : 'false'}
      @click=${() => actions.restorePhoto(jobId, photo.photo_id)}
    >
      ${lazyIcon('restore')}${say('deleted.restore')}
    </button>
  </li>`;
}

/** What is known of a photo, and the form that corrects its title and stage. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { type Job, LIMITS, type Photo, STAGES } from '../../../edge/api.ts';
import { formatBytes, formatTimestamp } from '../../i18n/format.ts';
import type { MessageKey } from '../../i18n/message-key.ts';
import type { Words } from '../../i18n/translate.ts';
import { waitingOriginal } from '../album/waiting-original.ts';
import type { LazyView } from '../context.ts';
import { formatRoute } from '../navigation/page-route.ts';
import { describePhoto } from '../parts/describe-photo.ts';
import { lazyIcon } from '../parts/lazy-icon.ts';
import { namePhotoFile, toFileUrl } from '../parts/photo-file.ts';
import { tellNotes } from '../parts/tell-notes.ts';
import type { PhotoDraft } from '../state/app-state.ts';
import { drawings } from './drawings.ts';
import { findLookAlikes } from './look-alikes.ts';
import { findPhotoDraft, isOvertaken, toPhotoWords } from './photo-drafts.ts';

export function details(photo: Photo, job: Job | undefined, view: LazyView): TemplateResult {
  const { words, outbox } = view;
  const { say } = words;
  const entry = outbox.entries.find(({ photoId }) => photoId === photo.photo_id);
  const mayEdit = (job?.can.includes('edit') ?? false) && photo.state !== 'arriving';
  return html`<details class="viewer-details">
    <summary>${lazyIcon('info')}<span class="viewer-title">${describePhoto(photo, words)}</span><span class="hint">${mayEdit && photo.note_count ? `${tellNotes(photo.note_count, say)} · ` : nothing}${say('viewer.details')}</span></summary>
    <div class="viewer-facts">
      <dl class="facts">
        ${toFacts(photo, view).map(({ key, value }) => html`<div><dt>${say(key)}</dt><dd>${value}</dd></div>`)}
      </dl>
      ${laterUploads(photo, words)}
      ${lookAlikes(photo, job, view)} ${job ? drawings(photo, job, view) : nothing}
      ${photo.url ? html`<a class="button" href=${toFileUrl(photo) ?? ''} download=${namePhotoFile(photo, words)}>${lazyIcon('download')}${say('viewer.download')}</a>` : nothing}
      ${waitingOriginal(entry, view)}
      ${openPhoto(photo, view)} ${entry?.original ? nothing : missingOriginal(photo, mayEdit ? job : undefined, view)}
      ${mayEdit && job ? html`<button type="button" class="button" @click=${() => view.actions.showDialog({ kind: 'notes', jobId: job.job_id, photoId: photo.photo_id })}>${lazyIcon('note')}${tellNotes(photo.note_count, say)}</button>` : nothing}
      ${mayEdit && job ? html`<button type="button" class="button" @click=${() => view.actions.showDialog({ kind: 'give', jobId: job.job_id, photoIds: [photo.photo_id] })}>${lazyIcon('next')}${say('photo.give')}</button>` : nothing}
      ${mayEdit && job ? editForm(photo, job, view) : nothing}
    </div>
  </details>`;
}

function openPhoto({ url, state, original, original_is }: Photo, { words }: LazyView): TemplateResult | typeof nothing {
  if (!url || state === 'arriving') return nothing;
  const said = words.say(original_is ? 'viewer.copy' : 'viewer.original');
  return html`<a class="button" href=${original?.url ?? url} target="_blank" rel="noopener">${lazyIcon('download')}${said}</a>`;
}

/** Says that the phone has not sent the original, and asks it. @param job in which the viewer may do so */
function missingOriginal({ photo_id, original_is }: Photo, job: Job | undefined, { words, actions }: LazyView) {
  if (!original_is) return nothing;
  const ask = () => job && actions.askForOriginal(job.job_id, photo_id);
  return html`<p class="hint" role="status">${words.say(`original.${original_is}`)}</p>
    ${job && original_is === 'on-phone' ? html`<button type="button" class="button" @click=${ask}>${words.say('original.ask')}</button>` : nothing}`;
}

/** What was sent under the same capture, and stands not in the photo's place: for whoever has to decide what to believe. */
function laterUploads({ later_uploads = [], has_more_uploads }: Photo, { say, language }: Words) {
  if (later_uploads.length === 0) return nothing;
  return html`<ul class="later-uploads">
    ${later_uploads.map(({ url, bytes, uploaded_at, uploaded_by, uploaded_by_name }) => {
      const when = formatTimestamp(uploaded_at, language) ?? '';
      const said = say('viewer.later.by', { when, who: uploaded_by_name ?? uploaded_by });
      return html`<li><a href=${url} target="_blank" rel="noopener">${say('viewer.later')}</a> (${formatBytes(bytes, language)}), ${said}</li>`;
    })}
    ${has_more_uploads ? html`<li>…</li>` : nothing}
  </ul>`;
}

/** The same picture, sent again with other bytes: whoever looks decides whether one of them goes. */
function lookAlikes(photo: Photo, job: Job | undefined, { albums, words }: LazyView) {
  if (!job) return nothing;
  const alike = findLookAlikes(photo, albums[job.job_id]?.items ?? []).filter(
    ({ thumb_url, drawn_on, photo_id }) => thumb_url && drawn_on !== photo.photo_id && photo.drawn_on !== photo_id,
  );
  if (alike.length === 0) return nothing;
  return html`<p class="look-alikes">${words.say('viewer.look-alike')}
    ${alike.map(
      (other) =>
        html`<a href=${formatRoute({ page: 'job', jobId: job.job_id, photoId: other.photo_id })}><img src=${other.thumb_url} alt=${describePhoto(other, words)} /></a>`,
    )}
  </p>`;
}

interface Fact {
  readonly key: MessageKey;
  readonly value: string | null;
}

function toFacts(photo: Photo, { words, session }: LazyView): readonly Fact[] {
  const { say, language } = words;
  const size =
    photo.bytes === null
      ? null
      : `${formatBytes(photo.bytes, language)}${photo.width && photo.height ? ` · ${photo.width} × ${photo.height}` : ''}`;
  const cutOff = photo.is_cut_off ? say('viewer.cut-off') : null;
  const place = photo.location ? `${photo.location.latitude.toFixed(5)}, ${photo.location.longitude.toFixed(5)}` : null;
  const proof =
    photo.verified === null || photo.drawn_on ? null : say(photo.verified ? 'viewer.verified' : 'viewer.not-verified');
  const facts: readonly Fact[] = [
    { key: 'viewer.stage', value: photo.stage ? say(`stage.${photo.stage}`) : null },
    { key: 'viewer.taken', value: describeTimeTaken(photo, words) },
    { key: 'viewer.uploaded', value: formatTimestamp(photo.uploaded_at, language) },
    {
      key: 'viewer.by',
      value:
        photo.uploaded_by_name ?? (session.user?.subject === photo.uploaded_by ? session.user.name : photo.uploaded_by),
    },
    { key: 'viewer.size', value: [size, cutOff].filter(Boolean).join(' · ') },
    { key: 'viewer.camera', value: photo.camera },
    { key: 'viewer.place', value: place },
    { key: 'viewer.proof', value: proof },
  ];
  return facts.filter(({ value }) => value);
}

/** The time that camera or phone tell; where none of them can be right, says so. */
function describeTimeTaken({ taken_at, taken_at_source, taken_at_in_future }: Photo, { say, language }: Words): string {
  if (taken_at_source === 'arrival') return say('viewer.taken.unknown');
  const time = formatTimestamp(taken_at, language);
  return taken_at_in_future ? `${time} (${say('viewer.taken.clock-wrong')})` : time;
}

function editForm(photo: Photo, job: Job, view: LazyView): TemplateResult {
  const { words, actions } = view;
  const { say } = words;
  const draft = findPhotoDraft(view, photo);
  const { title, stage } = draft ?? toPhotoWords(photo);
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    actions.editPhoto(job.job_id, photo.photo_id, { title: title.trim() || null, stage });
  };
  const type = (event: Event) => actions.draftPhoto(photo, { title: (event.target as HTMLInputElement).value });
  const choose = (event: Event) => {
    const { value } = event.target as HTMLSelectElement;
    actions.draftPhoto(photo, { stage: STAGES.find((known) => known === value) ?? null });
  };
  return html`<form class="viewer-edit" @submit=${onSubmit}>
    <label class="labelled">
      <span>${say('viewer.title')}</span>
      <input class="field" name="title" type="text" maxlength=${LIMITS.maxTitleLength} .value=${title} @input=${type} />
    </label>
    <label class="labelled">
      <span>${say('viewer.stage')}</span>
      <select class="field" name="stage" @change=${choose}>
        <option value="" .selected=${stage === null}>${say('stage.none')}</option>
        ${STAGES.map((each) => html`<option value=${each} .selected=${each === stage}>${say(`stage.${each}`)}</option>`)}
      </select>
    </label>
    ${draft ? unsaved(draft, photo, view) : nothing}
    <button type="submit" class="button button-primary">${say('app.save')}</button>
  </form>`;
}

/** Tells that it is not saved, and, where somebody was quicker, what they have saved. */
function unsaved(draft: PhotoDraft, photo: Photo, { words, actions }: LazyView): TemplateResult {
  const { say } = words;
  const { title, stage } = photo;
  const theirs = [title, stage && say(`stage.${stage}`)].filter(Boolean).join(' · ');
  const told = isOvertaken(draft, photo) ? say('viewer.theirs', { value: theirs || '–' }) : say('viewer.unsaved');
  return html`<p class="viewer-unsaved">
    <span role="status">${told}</span>
    <button type="button" class="button" @click=${() => actions.draftPhoto(photo, null)}>${say('viewer.let-go')}</button>
  </p>`;
}

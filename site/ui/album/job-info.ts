/** What the page of a job tells above its album: why it takes no photos, the way there, who is called, what must be shown. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Job, Stage } from '../../../edge/api.ts';
import { formatList, formatTimestamp } from '../../i18n/format.ts';
import { isUnmade } from '../../outbox/waiting-jobs.ts';
import type { LazyView } from '../context.ts';
import { findWaiting } from '../job-editor/waiting-view.ts';
import { formatRoute } from '../navigation/page-route.ts';
import { icon } from '../parts/icon.ts';
import { lazyIcon } from '../parts/lazy-icon.ts';
import { toPersonName } from '../parts/person-name.ts';
import { tellNotes } from '../parts/tell-notes.ts';
import { findJob } from '../state/app-state.ts';

/** Pages about a job, each with the right that it needs. Workers have neither right. */
const DISPATCHER_PAGES = [
  { right: 'audit', page: 'history', name: 'history' },
  { right: 'delete', page: 'deleted', name: 'trash' },
] as const;

export function jobInfo(
  view: LazyView,
  jobId: string,
  counts: Readonly<Record<Stage, number>>,
): TemplateResult | typeof nothing {
  const job = findJob(view, jobId);
  if (!job) return nothing;
  const { say, language } = view.words;
  const due = job.scheduled_for && say('jobs.due', { when: formatTimestamp(job.scheduled_for, language) });
  const crew = (job.crew ?? []).map(toPersonName);
  const known = [due, crew.length > 0 && formatList(crew, language)].filter(Boolean).join(' · ');
  const missing = job.required_stages.filter((stage) => counts[stage] === 0).map((stage) => say(`stage.${stage}`));
  const isCrews = job.can.includes('edit');
  return html`${waitingNotice(view, jobId)} ${job.status === 'open' ? nothing : html`<p class="warning calm">${icon('alert')}<span>${say(`job.is.${job.status}`)}</span></p>`}
    ${known && isCrews ? html`<p class="hint job-known">${known}</p>` : nothing} ${isCrews ? links(job, view) : nothing}
    ${missing.length > 0 && isCrews ? html`<p class="missing">${lazyIcon('info')}<span>${say('job.required', { stages: formatList(missing, language) })}</span></p>` : nothing}`;
}

/** Of what only this phone has of a job: that it waits, or why it cannot be sent, and the way to mend it. */
function waitingNotice(view: LazyView, jobId: string): TemplateResult | typeof nothing {
  const waiting = findWaiting(view, jobId);
  if (!waiting) return nothing;
  const { words, actions } = view;
  if (!waiting.problem) {
    return html`<p class="warning calm" role="status">${icon('saved')}<span>${words.say(isUnmade(waiting) ? 'job.waits' : 'job.change-waits')}</span></p>`;
  }
  return html`<div class="warning" role="alert">
    ${icon('alert')}
    <div>
      <p>${words.say(isUnmade(waiting) ? 'job.unmade' : 'job.unsaved')}</p>
      <button type="button" class="button" @click=${() => actions.showDialog({ kind: 'job', jobId })}>${words.say('job.mend')}</button>
    </div>
  </div>`;
}

function links(job: Job, { words, actions, unsentNotes }: LazyView): TemplateResult {
  const { say } = words;
  const { address, customer_phone: phone, customer_name: customer, can, job_id: jobId } = job;
  const pages = DISPATCHER_PAGES.filter(({ right }) => can.includes(right));
  const [mayManage, mayShare] = [can.includes('manage'), can.includes('share')];
  return html`<p class="dispatcher-links">
    ${address ? html`<a class="chip" href=${toDirections(address)} target="_blank" rel="noopener noreferrer">${icon('next')}${say('job.directions')}</a>` : nothing}
    ${phone ? html`<a class="chip" href=${toCall(phone)}>${say('job.call', { name: customer ?? phone })}</a>` : nothing}
    ${mayManage ? html`<button type="button" class="chip" @click=${() => actions.showDialog({ kind: 'job', jobId })}>${icon('pencil')}${say('job.edit')}</button>` : nothing}
    ${mayShare ? html`<button type="button" class="chip" @click=${() => actions.showDialog({ kind: 'share', jobId })}>${lazyIcon('share')}${say('job.share')}</button>` : nothing}
    ${job.revision === 0 ? nothing : html`<button type="button" class="chip" @click=${() => actions.showDialog({ kind: 'notes', jobId, photoId: null })}>${lazyIcon('note')}${tellNotes(job.note_count, say)}${unsentNotes ? ` · ${say('notes.unsent', { n: unsentNotes })}` : nothing}</button>`}
    ${pages.map(({ page, name }) => html`<a class="chip" href=${formatRoute({ page, jobId })}>${lazyIcon(name)}${say(`page.title.${page}`)}</a>`)}
  </p>`;
}

/** Each phone opens it in the maps that it has. */
export function toDirections(address: string): string {
  return `https://www.google.com/maps/dir/?${new URLSearchParams({ api: '1', destination: address })}`;
}

/** RFC 3966: digits, and what separates them. */
function toCall(phone: string): string {
  return `tel:${phone.replace(/[^\d+]/g, '')}`;
}

/** The list of jobs: the whole page on a phone, the left column elsewhere. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { Job } from '../../../edge/api.ts';
import type { Actions } from '../actions.ts';
import { formatAgo } from '../model/format.ts';
import { formatRoute } from '../model/route.ts';
import { searchJobs } from '../model/search.ts';
import { blank, skeleton } from '../parts/blank.ts';
import { icon } from '../parts/icon.ts';
import { storageWarning, waitingBar } from '../parts/waiting-bar.ts';
import type { AppState } from '../state.ts';

/** From so many jobs on a search field is worth its room. */
const SEARCH_FROM = 6;

export function jobsPane(state: AppState, actions: Actions, nowMs: number): TemplateResult {
  const { words, jobs, query, route } = state;
  const { say } = words;
  const items = jobs.items ?? [];
  return html`<section class="pane pane-list" aria-labelledby="jobs-heading">
    <div class="pane-head">
      ${
        route.page === 'jobs'
          ? html`<h1 id="jobs-heading" tabindex="-1">${say('jobs.title')}</h1>`
          : html`<h2 id="jobs-heading" class="as-h1">${say('jobs.title')}</h2>`
      }
      ${jobs.problem && jobs.seenAtMs !== null ? html`<p class="hint">${say('jobs.stale', { when: formatAgo(jobs.seenAtMs, nowMs, words.language) })}</p>` : nothing}
    </div>
    ${route.page === 'job' ? nothing : html`${waitingBar(state, actions)}${storageWarning(state)}`}
    ${items.length >= SEARCH_FROM || query ? searchField(state, actions) : nothing} ${jobList(state, searchJobs(items, query), actions)}
  </section>`;
}

function searchField({ words, query }: AppState, actions: Actions): TemplateResult {
  return html`<label class="search">
    ${icon('search')}
    <input
      class="field"
      type="search"
      aria-label=${words.say('jobs.search')}
      placeholder=${words.say('jobs.search')}
      .value=${query}
      @input=${(event: Event) => event.target instanceof HTMLInputElement && actions.search(event.target.value)}
    />
  </label>`;
}

function jobList(state: AppState, shown: readonly Job[], actions: Actions): TemplateResult {
  const { jobs, query, words } = state;
  const { say } = words;
  if (jobs.items === null) {
    if (!jobs.problem) return skeleton('card', 4, say('load.busy'));
    const hint = say(`problem.${jobs.problem}`);
    return blank({
      icon: 'alert',
      title: say('load.failed'),
      hint,
      action: { label: say('app.retry'), run: actions.reload },
    });
  }
  if (jobs.items.length === 0) return blank({ icon: 'camera', title: say('jobs.none'), hint: say('jobs.none.hint') });
  return html`${shown.length === 0 ? html`<p class="hint pad">${say('jobs.no-match', { query })}</p>` : nothing}
    <ul class="cards">
      ${repeat(
        shown,
        (job) => job.job_id,
        (job) => jobCard(job, state),
      )}
    </ul>
    ${jobs.next ? html`<button type="button" class="button more" @click=${actions.moreJobs}>${say('jobs.more')}</button>` : nothing}`;
}

function jobCard(job: Job, { words, outbox, albums, route }: AppState): TemplateResult {
  const { say } = words;
  const waiting = outbox.counts.waitingByJob[job.job_id] ?? 0;
  const album = albums[job.job_id];
  const arriving = album?.items?.filter((photo) => photo.state === 'arriving').length ?? 0;
  const total = (album?.items?.length ?? 0) - arriving;
  const isOpen = route.page === 'job' && route.jobId === job.job_id;
  return html`<li>
    <a class="card" href=${formatRoute({ page: 'job', jobId: job.job_id, photoId: null })} aria-current=${isOpen ? 'page' : nothing}>
      <span class="card-title">${job.title}</span>
      <span class="card-address">${job.address}</span>
      <span class="card-facts">
        ${job.status === 'closed' ? html`<span class="fact">${say('jobs.closed')}</span>` : nothing}
        ${total > 0 ? html`<span class="fact">${say('count.photos', { n: total })}${album?.next ? '+' : ''}</span>` : nothing}
        ${arriving > 0 ? html`<span class="state state-arriving">${icon('sending')}<span>${say('count.arriving', { n: arriving })}</span></span>` : nothing}
        ${waiting > 0 ? html`<span class="state state-saved">${icon('saved')}<span>${say('count.waiting', { n: waiting })}</span></span>` : nothing}
      </span>
      <span class="card-go">${icon('next')}</span>
    </a>
  </li>`;
}

/** The list of jobs: the whole page on a phone, the left column elsewhere. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Job } from '../../../edge/api.ts';
import type { Actions, LazyParts } from '../context.ts';
import { formatRoute } from '../navigation/page-route.ts';
import { blank, skeleton } from '../parts/blank.ts';
import { icon } from '../parts/icon.ts';
import { waitingBar } from '../parts/waiting-bar.ts';
import type { AppState } from '../state/app-state.ts';

export function jobsPane(state: AppState, actions: Actions, lazy: LazyParts | null): TemplateResult {
  const { words, jobs, route } = state;
  const { say } = words;
  const list = (searched: AppState) => jobList(searched, actions, lazy !== null);
  return html`<section class="pane pane-list" aria-labelledby="jobs-heading">
    <div class="pane-head">
      ${
        route.page === 'jobs'
          ? html`<h1 id="jobs-heading" tabindex="-1">${say('jobs.title')}</h1>`
          : html`<h2 id="jobs-heading" class="as-h1">${say('jobs.title')}</h2>`
      }
      ${jobs.problem && jobs.items ? html`<p class="hint" role="status">${say('load.stale')}</p>` : nothing}
    </div>
    ${route.page === 'job' ? nothing : html`${waitingBar(state, actions)} ${lazy?.warning(state)}`}
    ${lazy ? lazy.jobs(state, list) : list(state)}
  </section>`;
}

/** Until the lazy parts are here, what was seen last may still come: no failure is told before. */
function jobList(state: AppState, actions: Actions, isAllHere: boolean): TemplateResult {
  const { jobs, words, query } = state;
  const { say } = words;
  if (jobs.items === null) {
    if (!jobs.problem || !isAllHere) return skeleton('card', 4, say('load.busy'));
    const hint = say(`problem.${jobs.problem}`);
    return blank({
      icon: icon('alert'),
      title: say('load.failed'),
      hint,
      action: { label: say('app.retry'), run: actions.reload },
    });
  }
  if (jobs.items.length === 0 && !query) {
    return blank({ icon: icon('camera'), title: say('jobs.none'), hint: say('jobs.none.hint') });
  }
  return html`<ul class="cards">
      ${jobs.items.map((job) => jobCard(job, state))}
    </ul>`;
}

function jobCard(job: Job, { words, outbox, albums, route }: AppState): TemplateResult {
  const { say } = words;
  const waiting = outbox.counts.waitingByJob[job.job_id] ?? 0;
  const album = albums[job.job_id];
  const arriving = album?.items?.filter((photo) => photo.state === 'arriving').length ?? 0;
  const total = (album?.items?.length ?? 0) - arriving;
  const isOpen = 'jobId' in route && route.jobId === job.job_id;
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

/** The list of jobs: the whole page on a phone, the left column elsewhere. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Job } from '../../../edge/api.ts';
import type { View } from '../context.ts';
import { formatRoute } from '../navigation/page-route.ts';
import { blank, loadFailed, skeleton } from '../parts/blank.ts';
import { icon } from '../parts/icon.ts';
import { waitingBar } from '../parts/waiting-bar.ts';

export function jobsPane(view: View): TemplateResult {
  const { words, jobs, route, lazy } = view;
  const { say } = words;
  return html`<section class="pane pane-list" aria-labelledby="jobs-heading">
    <div class="pane-head">
      ${
        route.page === 'jobs'
          ? html`<h1 id="jobs-heading" tabindex="-1">${say('jobs.title')}</h1>`
          : html`<h2 id="jobs-heading" class="as-h1">${say('jobs.title')}</h2>`
      }
      ${jobs.problem && jobs.items ? html`<p class="hint" role="status">${say(jobs.problem === 'unavailable' ? 'load.stale' : `problem.${jobs.problem}`)}</p>` : nothing}
    </div>
    ${route.page === 'job' ? nothing : html`${waitingBar(view)} ${lazy?.warnings(view)}`}
    ${lazy ? lazy.jobs(view, jobList) : jobList(view)}
  </section>`;
}

/** Shows no failure before the lazy parts are loaded: until then, what was seen last may still be read from the phone. */
function jobList(view: View): TemplateResult {
  const { jobs, words, query, actions, lazy } = view;
  const { say } = words;
  if (jobs.items === null) {
    if (!jobs.problem || !lazy) return skeleton('card', 4, say('load.busy'));
    return loadFailed(jobs.problem, words, actions.reload);
  }
  if (jobs.items.length === 0 && !query) {
    return blank({ icon: icon('camera'), title: say('jobs.none'), hint: say('jobs.none.hint') });
  }
  return html`<ul class="cards">
      ${jobs.items.map((job) => jobCard(job, view))}
    </ul>`;
}

function jobCard(job: Job, view: View): TemplateResult {
  const { words, outbox, openJobs, route, lazy } = view;
  const { say } = words;
  const waiting = outbox.counts.waitingByJob[job.job_id] ?? 0;
  const total = (openJobs?.[job.job_id] ?? job).photo_count;
  const isOpen = 'jobId' in route && route.jobId === job.job_id;
  return html`<li>
    <a class="card" href=${formatRoute({ page: 'job', jobId: job.job_id, photoId: null })} aria-current=${isOpen ? 'page' : nothing}>
      <span class="card-title">${job.title}</span>
      <span class="card-address">${job.address}</span>
      <span class="card-facts">
        ${lazy?.jobFacts(job, view)}
        ${total > 0 ? html`<span class="fact">${say('count.photos', { n: total })}</span>` : nothing}
        ${waiting > 0 ? html`<span class="state state-saved">${icon('saved')}<span>${say('count.waiting', { n: waiting })}</span></span>` : nothing}
      </span>
      <span class="card-go">${icon('next')}</span>
    </a>
  </li>`;
}

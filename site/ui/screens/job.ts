/** The page of a job: title and address, the album with what waits on this phone, and the capture bar. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Job } from '../../../edge/api.ts';
import { captureBar } from '../capture/capture-bar.ts';
import type { View } from '../context.ts';
import { skeleton } from '../parts/blank.ts';
import { icon } from '../parts/icon.ts';
import { waitingBar } from '../parts/waiting-bar.ts';
import { findJob, isRefusedJob, mayCapture, nameJob } from '../state/app-state.ts';

export function jobPane(view: View, jobId: string): TemplateResult {
  const { words, lazy } = view;
  const job = findJob(view, jobId);
  const mayAdd = mayCapture(view, jobId);
  return html`<section class="pane pane-detail job" aria-labelledby="job-heading">
    ${jobHead(job, jobId, view)}
    <div class="job-body">
      ${waitingBar(view)} ${lazy?.warnings(view)}
      ${lazy ? lazy.album(view, jobId, mayAdd) : skeleton('tile', 9, words.say('load.busy'))}
    </div>
    ${mayAdd ? captureBar(view, jobId) : nothing}
  </section>`;
}

function jobHead(job: Job | undefined, jobId: string, view: View): TemplateResult {
  const { words, actions } = view;
  const known = nameJob(view, jobId);
  const unknown = !job && isRefusedJob(view, jobId) ? words.say('job.unknown') : '';
  return html`<div class="pane-head job-head">
    <a
      class="button button-icon job-back"
      href="/"
      aria-label=${words.say('app.back')}
      @click=${(event: Event) => {
        event.preventDefault();
        actions.goBack({ page: 'jobs' });
      }}
      >${icon('back')}</a
    >
    <div class="job-names">
      <h1 id="job-heading" tabindex="-1">${known?.title ?? jobId}</h1>
      <p class="hint">${[known?.address, unknown].filter(Boolean).join(' · ')}</p>
    </div>
  </div>`;
}

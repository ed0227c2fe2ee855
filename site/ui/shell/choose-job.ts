/** The sheet in which photos that their job does not take are given to another one. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Job } from '../../../edge/api.ts';
import type { LazyView } from '../context.ts';
import { listOtherJobs } from '../listings/held-jobs.ts';

export function chooseJobSheet(ids: readonly string[], view: LazyView): TemplateResult {
  const { outbox, words, actions } = view;
  const entries = outbox.entries.filter(({ id }) => ids.includes(id));
  const previews = entries.filter(({ previewDelivered }) => previewDelivered).length;
  const jobs = listOtherJobs(view, entries[0]?.jobId);
  return html`${previews > 0 ? html`<p>${words.say('move.stays', { n: previews })}</p>` : nothing}
    ${jobChoices(jobs, (job) => actions.moveEntries(ids, job))}`;
}

export function jobChoices(jobs: readonly Job[], choose: (job: Job) => void): TemplateResult {
  return html`<ul class="choices">
      ${jobs.map(
        (job) => html`<li>
          <button type="button" class="choice" @click=${() => choose(job)}>
            <span class="card-title">${job.title}</span>
            <span class="card-address">${job.address}</span>
          </button>
        </li>`,
      )}
    </ul>`;
}

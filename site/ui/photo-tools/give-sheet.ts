/** The sheet in which the job is chosen that photos are given to: those that are loaded, or those that a search finds. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Job } from '../../../edge/api.ts';
import type { Say } from '../../i18n/translate.ts';
import type { LazyView } from '../context.ts';
import { searchJobs } from '../screens/search-jobs.ts';
import { jobChoices } from '../shell/choose-job.ts';
import type { GiveDialog } from '../state/app-state.ts';
import type { JobFinder } from './job-finder.ts';

interface GiveSheet {
  readonly dialog: GiveDialog;
  readonly view: LazyView;
  readonly finder: JobFinder;
  readonly say: Say;
  choose(job: Job): void;
}

export function giveSheet({ dialog, view, finder, say, choose }: GiveSheet): TemplateResult {
  const { query, jobs: found, isBusy, hasFailed } = finder.found();
  // Until the edge has answered, and where it cannot be reached, among those that are loaded.
  const jobs = listTakers(found ?? searchJobs(view.jobs.items ?? [], query), dialog.jobId);
  const told = isBusy ? say('give.busy') : hasFailed ? say('give.offline') : null;
  const type = (event: Event) => finder.look((event.target as HTMLInputElement).value);
  return html`<label class="labelled">
      <span>${say('give.find')}</span>
      <input class="field" type="search" autocomplete="off" .value=${query} @input=${type} />
    </label>
    <p class="hint" role="status">${told ?? (jobs.length === 0 ? say('give.none') : nothing)}</p>
    ${jobChoices(jobs, choose)}`;
}

/** In which photos may be changed, and that take some now. */
function listTakers(jobs: readonly Job[], from: string): readonly Job[] {
  return jobs.filter(({ job_id, status, can }) => job_id !== from && status === 'open' && can.includes('edit'));
}

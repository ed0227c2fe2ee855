/** The list of jobs with what it has beside the first page: jobs that only this phone knows of, a search field, and the next page. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Job } from '../../../edge/api.ts';
import type { LazyView, View } from '../context.ts';
import { listHeldJobs } from '../listings/held-jobs.ts';
import { lazyIcon } from '../parts/lazy-icon.ts';
import { searchJobs } from './search-jobs.ts';

/** With fewer jobs there is no search field. */
const MIN_SEARCHED_JOBS = 6;

/** Shows `list` for the jobs that were searched for. */
export function foundJobs(view: LazyView, list: (view: View) => TemplateResult): TemplateResult {
  const { jobs, query, words, actions } = view;
  const items = jobs.items ?? [];
  const held = listHeldJobs(view);
  const more = jobs.next
    ? html`<button type="button" class="button more" @click=${actions.moreJobs}>${words.say('jobs.more')}</button>`
    : nothing;
  if (items.length < MIN_SEARCHED_JOBS && !query) return html`${heldJobs(view, list, held)} ${list(view)} ${more}`;
  const found = searchJobs(items, query);
  const foundHeld = searchJobs(held, query);
  return html`<label class="search">
      ${lazyIcon('search')}
      <input
        class="field"
        type="search"
        aria-label=${words.say('jobs.search')}
        placeholder=${words.say('jobs.search')}
        .value=${query}
        @input=${(event: Event) => event.target instanceof HTMLInputElement && actions.search(event.target.value)}
      />
    </label>
    ${found.length + foundHeld.length === 0 ? html`<p class="hint pad" role="status">${words.say('jobs.no-match', { query })}</p>` : nothing}
    ${heldJobs(view, list, foundHeld)} ${list({ ...view, jobs: { ...jobs, items: found } })} ${more}`;
}

/** The cards of jobs that are not in the list, and hold photos here. */
function heldJobs(
  view: LazyView,
  list: (view: View) => TemplateResult,
  held: readonly Job[],
): TemplateResult | typeof nothing {
  if (held.length === 0) return nothing;
  return html`<div class="held">
    <h2 class="held-heading">${view.words.say('jobs.held')}</h2>
    ${list({ ...view, jobs: { ...view.jobs, items: held } })}
  </div>`;
}

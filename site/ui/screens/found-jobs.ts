/** What a long list of jobs has: a search field, and a button for the next page. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { LazyView, View } from '../context.ts';
import { lazyIcon } from '../parts/lazy-icon.ts';
import { searchJobs } from './search-jobs.ts';

/** With fewer jobs there is no search field. */
const MIN_SEARCHED_JOBS = 6;

/** Shows `list` for the jobs that were searched for. */
export function foundJobs(view: LazyView, list: (view: View) => TemplateResult): TemplateResult {
  const { jobs, query, words, actions } = view;
  const items = jobs.items ?? [];
  const more = jobs.next
    ? html`<button type="button" class="button more" @click=${actions.moreJobs}>${words.say('jobs.more')}</button>`
    : nothing;
  if (items.length < MIN_SEARCHED_JOBS && !query) return html`${list(view)} ${more}`;
  const found = searchJobs(items, query);
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
    ${found.length === 0 ? html`<p class="hint pad" role="status">${words.say('jobs.no-match', { query })}</p>` : nothing}
    ${list({ ...view, jobs: { ...jobs, items: found } })} ${more}`;
}

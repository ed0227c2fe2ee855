/** What the list of jobs has where there are many: a search, and the next page. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { LazyActions } from '../context.ts';
import { lazyIcon } from '../parts/lazy-icon.ts';
import type { AppState } from '../state/app-state.ts';
import { searchJobs } from './search-jobs.ts';

/** From so many jobs on a search field is worth its room. */
const SEARCH_FROM = 6;

/** Shows `list` for the jobs that were searched for. */
export function foundJobs(
  state: AppState,
  list: (state: AppState) => TemplateResult,
  actions: LazyActions,
): TemplateResult {
  const { jobs, query, words } = state;
  const items = jobs.items ?? [];
  const more = jobs.next
    ? html`<button type="button" class="button more" @click=${actions.moreJobs}>${words.say('jobs.more')}</button>`
    : nothing;
  if (items.length < SEARCH_FROM && !query) return html`${list(state)} ${more}`;
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
    ${list({ ...state, jobs: { ...jobs, items: found } })} ${more}`;
}

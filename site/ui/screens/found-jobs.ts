/** The list of jobs with what it has beside the first page: jobs that only this phone knows of, a search field, and the next page. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import type { Job } from '../../../edge/api.ts';
import type { LazyView, View } from '../context.ts';
import { listUnmade, toJobOf } from '../job-editor/waiting-view.ts';
import { listHeldJobs } from '../listings/held-jobs.ts';
import { lazyIcon } from '../parts/lazy-icon.ts';
import { jobFilters } from './job-filters.ts';
import { searchJobs } from './search-jobs.ts';

/** With fewer jobs there is no search field. */
const MIN_SEARCHED_JOBS = 6;
const MINUTE_MS = 60_000;

/** Shows `list` for the jobs that were searched for; not anew at each frame in which the album beside it is scrolled. */
export function foundJobs(view: LazyView, list: (view: View) => TemplateResult): unknown {
  return guard(listRead(view), () => draw(view, list));
}

/** All that the list may be drawn from: not where the album is, nor, of the clock, what no time on a card tells. */
export function listRead({ albumWindow, keptTile, nowMs, ...read }: LazyView): unknown[] {
  return [Math.floor(nowMs / MINUTE_MS), ...Object.entries(read).flat()];
}

function draw(view: LazyView, list: (view: View) => TemplateResult): TemplateResult {
  const { jobs, query, filter, session, words, actions } = view;
  const items = jobs.items ?? [];
  const held = listHeldJobs(view);
  const waiting = listUnmade(view).map(toJobOf);
  const isShort = items.length < MIN_SEARCHED_JOBS && !query && !filter;
  const tools = session.user?.roles.includes('dispatcher') ? jobFilters(view, !isShort) : nothing;
  if (isShort) {
    return html`${tools} ${besideList('jobs.waiting', waiting, { view, list })}
      ${besideList('jobs.held', held, { view, list })} ${list(view)} ${more(view)}`;
  }
  const foundHeld = filter ? [] : searchJobs(held, query);
  const foundWaiting = filter ? [] : searchJobs(waiting, query);
  const found = isAsking(view) ? joinFound(view, foundHeld) : items;
  return html`${tools} <label class="search">
      ${lazyIcon('search')}
      <input
        class="field"
        type="search"
        maxlength="200"
        aria-label=${words.say('jobs.search')}
        placeholder=${words.say('jobs.search')}
        .value=${query}
        @input=${(event: Event) => event.target instanceof HTMLInputElement && actions.search(event.target.value)}
      />
    </label>
    ${searchState(view, found.length + foundHeld.length + foundWaiting.length)}
    ${besideList('jobs.waiting', foundWaiting, { view, list })} ${besideList('jobs.held', foundHeld, { view, list })}
    ${found.length > 0 || !isAsking(view) ? list({ ...view, jobs: { ...jobs, items: found } }) : nothing} ${more(view)}`;
}

function isAsking({ query, filter }: LazyView): boolean {
  return query.trim() !== '' || filter !== undefined;
}

/** What was loaded already is shown at once; what the edge finds comes below it. A filter and an order are the edge's alone. */
function joinFound({ jobs, search, query, filter }: LazyView, held: readonly Job[]): readonly Job[] {
  if (filter) return search?.items ?? [];
  const loaded = searchJobs(jobs.items ?? [], query);
  const ids = new Set([...loaded, ...held].map(({ job_id }) => job_id));
  return [...loaded, ...(search?.items ?? []).filter(({ job_id }) => !ids.has(job_id))];
}

/** Nothing is said to match only once the edge has looked everywhere. */
function searchState(view: LazyView, count: number): TemplateResult | typeof nothing {
  const { query, search, words } = view;
  if (!isAsking(view) || !search) return nothing;
  const { items, next, problem } = search;
  const state = problem
    ? words.say('jobs.search.loaded')
    : items === null
      ? words.say('jobs.search.busy')
      : count === 0 && next === null
        ? query.trim() === ''
          ? words.say('jobs.filter.none')
          : words.say('jobs.no-match', { query })
        : null;
  return state === null ? nothing : html`<p class="hint pad" role="status">${state}</p>`;
}

function more(view: LazyView): TemplateResult | typeof nothing {
  const { jobs, search, words, actions } = view;
  const next = isAsking(view) ? search?.items && search.next : jobs.next;
  if (!next) return nothing;
  return html`<button type="button" class="button more" @click=${actions.moreJobs}>${words.say('jobs.more')}</button>`;
}

interface Beside {
  readonly view: LazyView;
  readonly list: (view: View) => TemplateResult;
}

/** The cards of jobs that are not in the list: made here and waiting, or holding photos here. */
function besideList(
  heading: 'jobs.waiting' | 'jobs.held',
  items: readonly Job[],
  { view, list }: Beside,
): TemplateResult | typeof nothing {
  if (items.length === 0) return nothing;
  return html`<div class="held">
    <h2 class="held-heading">${view.words.say(heading)}</h2>
    ${list({ ...view, jobs: { ...view.jobs, items } })}
  </div>`;
}

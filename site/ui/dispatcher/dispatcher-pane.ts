/** The dispatcher's pages of a job, over its frame: where one is, the way back, and what there is, or why there is nothing. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { LazyActions } from '../context.ts';
import { formatRoute, type PageRoute } from '../navigation/page-route.ts';
import { blank, skeleton } from '../parts/blank.ts';
import { icon } from '../parts/icon.ts';
import { lazyIcon } from '../parts/lazy-icon.ts';
import type { AppState, DispatcherListing } from '../state/app-state.ts';

/** @param body shows the items, which are those of `route`. */
export function dispatcherPane(
  route: Extract<PageRoute, { page: 'history' | 'deleted' }>,
  body: (listing: DispatcherListing) => unknown,
  state: AppState,
  actions: LazyActions,
): TemplateResult {
  const { say } = state.words;
  const { page, jobId } = route;
  const job = state.jobs.items?.find((candidate) => candidate.job_id === jobId);
  const back = (event: Event) => {
    event.preventDefault();
    actions.goBack({ page: 'job', jobId, photoId: null });
  };
  return html`<section class="pane pane-detail" aria-labelledby="dispatcher-heading">
    <div class="pane-head job-head">
      <a class="button button-icon" href=${formatRoute({ page: 'job', jobId, photoId: null })} aria-label=${say('app.back')} @click=${back}>${icon('back')}</a>
      <div class="job-names">
        <h1 id="dispatcher-heading" tabindex="-1">${say(`${page}.title`)}</h1>
        <p class="hint">${job?.title ?? jobId}</p>
      </div>
    </div>
    <p class="hint dispatcher-lead">${say(`${page}.lead`)}</p>
    ${content(route, body, state, actions)}
  </section>`;
}

function content(
  { page, jobId }: Parameters<typeof dispatcherPane>[0],
  body: Parameters<typeof dispatcherPane>[1],
  { dispatcherListing: listing, words }: AppState,
  actions: LazyActions,
): TemplateResult {
  const { say } = words;
  if (listing?.page !== page || listing.jobId !== jobId) return html``;
  const { items, next, problem } = listing;
  const retry = { label: say('app.retry'), run: () => actions.readDispatcherPage(true) };
  if (!items && problem) {
    return blank({ icon: icon('alert'), title: say('load.failed'), hint: say(`problem.${problem}`), action: retry });
  }
  if (!items) return skeleton('card', 4, say('load.busy'));
  if (items.length === 0)
    return blank({ icon: lazyIcon(page === 'deleted' ? 'trash' : 'history'), title: say(`${page}.none`) });
  return html`${body(listing)} ${problem ? html`<p class="hint pad" role="status">${say(`problem.${problem}`)}</p>` : nothing}
    ${next ? html`<button type="button" class="button more" @click=${retry.run}>${say('history.more')}</button>` : nothing}`;
}

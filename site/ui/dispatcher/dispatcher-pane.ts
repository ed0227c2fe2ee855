/** What dispatchers see beside the list of jobs: the live view, or the history or the deleted photos of a job. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { LazyView } from '../context.ts';
import { formatRoute, type JobPageRoute } from '../navigation/page-route.ts';
import { blank, loadFailed, skeleton } from '../parts/blank.ts';
import { icon } from '../parts/icon.ts';
import { lazyIcon } from '../parts/lazy-icon.ts';
import { findJob } from '../state/app-state.ts';
import { deletedOf } from './deleted.ts';
import { historyOf } from './history.ts';
import { livePane } from './live.ts';

export function dispatcherPane(view: LazyView): TemplateResult {
  const { route } = view;
  if (route.page === 'report') {
    return view.parts.takeOut()?.report.draw(view) ?? skeleton('tile', 6, view.words.say('load.busy'));
  }
  if ('jobId' in route && route.page !== 'job') return jobPagePane({ ...route, page: route.page }, view);
  return livePane(view);
}

type ListPageRoute = JobPageRoute & { readonly page: 'history' | 'deleted' };

/** Heading, link back to the job, and the items, or why there are none. */
function jobPagePane(route: ListPageRoute, view: LazyView): TemplateResult {
  const { words, actions } = view;
  const { say } = words;
  const { page, jobId } = route;
  const back = (event: Event) => {
    event.preventDefault();
    actions.goBack({ page: 'job', jobId, photoId: null });
  };
  return html`<section class="pane pane-detail" aria-labelledby="dispatcher-heading">
    <div class="pane-head job-head">
      <a class="button button-icon" href=${formatRoute({ page: 'job', jobId, photoId: null })} aria-label=${say('app.back')} @click=${back}>${icon('back')}</a>
      <div class="job-names">
        <h1 id="dispatcher-heading" tabindex="-1">${say(`page.title.${page}`)}</h1>
        <p class="hint">${findJob(view, jobId)?.title ?? jobId}</p>
      </div>
    </div>
    <p class="hint dispatcher-lead">${say(`page.lead.${page}`)}</p>
    ${jobPageItems(route, view)}
  </section>`;
}

function jobPageItems({ page, jobId }: ListPageRoute, view: LazyView): TemplateResult {
  const { dispatcherListing: listing, words, actions } = view;
  const { say } = words;
  if (listing?.page !== page || listing.jobId !== jobId) return html``;
  const { items, next, problem } = listing;
  const readMore = () => actions.readDispatcherPage(true);
  if (!items && problem) return loadFailed(problem, words, readMore);
  if (!items) return skeleton('card', 4, say('load.busy'));
  const icon = page === 'deleted' ? 'trash' : 'history';
  if (items.length === 0) return blank({ icon: lazyIcon(icon), title: say(`page.none.${page}`) });
  const body = listing.page === 'history' ? historyOf(listing, view) : deletedOf(listing, view);
  return html`${body} ${problem ? html`<p class="hint pad" role="status">${say(`problem.${problem}`)}</p>` : nothing}
    ${next ? html`<button type="button" class="button more" @click=${readMore}>${say('history.more')}</button>` : nothing}`;
}

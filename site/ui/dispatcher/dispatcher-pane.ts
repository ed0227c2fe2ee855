/** The office's pages of a job, over its frame: where one is, the way back, and what there is, or why there is nothing. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { LateActions } from '../actions.ts';
import { formatRoute, type Route } from '../navigation/page-route.ts';
import { blank, skeleton } from '../parts/blank.ts';
import { icon } from '../parts/icon.ts';
import { lateIcon } from '../parts/lazy-icon.ts';
import type { AppState, OfficeListing } from '../state/app-state.ts';

/** @param body shows the items, which are those of `route`. */
export function officePane(
  route: Extract<Route, { page: 'history' | 'deleted' }>,
  body: (office: OfficeListing) => unknown,
  state: AppState,
  actions: LateActions,
): TemplateResult {
  const { say } = state.words;
  const { page, jobId } = route;
  const job = state.jobs.items?.find((candidate) => candidate.job_id === jobId);
  const back = (event: Event) => {
    event.preventDefault();
    actions.goBack({ page: 'job', jobId, photoId: null });
  };
  return html`<section class="pane pane-detail" aria-labelledby="office-heading">
    <div class="pane-head job-head">
      <a class="button button-icon" href=${formatRoute({ page: 'job', jobId, photoId: null })} aria-label=${say('app.back')} @click=${back}>${icon('back')}</a>
      <div class="job-names">
        <h1 id="office-heading" tabindex="-1">${say(`${page}.title`)}</h1>
        <p class="hint">${job?.title ?? jobId}</p>
      </div>
    </div>
    <p class="hint office-lead">${say(`${page}.lead`)}</p>
    ${content(route, body, state, actions)}
  </section>`;
}

function content(
  { page, jobId }: Parameters<typeof officePane>[0],
  body: Parameters<typeof officePane>[1],
  { office, words }: AppState,
  actions: LateActions,
): TemplateResult {
  const { say } = words;
  if (office?.page !== page || office.jobId !== jobId) return html``;
  const { items, next, problem } = office;
  const retry = { label: say('app.retry'), run: () => actions.readOffice(true) };
  if (!items && problem) {
    return blank({ icon: icon('alert'), title: say('load.failed'), hint: say(`problem.${problem}`), action: retry });
  }
  if (!items) return skeleton('card', 4, say('load.busy'));
  if (items.length === 0)
    return blank({ icon: lateIcon(page === 'deleted' ? 'trash' : 'history'), title: say(`${page}.none`) });
  return html`${body(office)} ${problem ? html`<p class="hint pad" role="status">${say(`problem.${problem}`)}</p>` : nothing}
    ${next ? html`<button type="button" class="button more" @click=${retry.run}>${say('history.more')}</button>` : nothing}`;
}

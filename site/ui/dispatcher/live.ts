/** The live view across jobs: what crews are sending now, and what came last. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { isUnseen } from '../../../edge/link-api.ts';
import { formatAgo, formatList } from '../../i18n/format.ts';
import type { Words } from '../../i18n/translate.ts';
import { countOnPhones, tellOnPhones } from '../album/still-on-phones.ts';
import { photoTile } from '../album/tile.ts';
import type { LazyView } from '../context.ts';
import { formatRoute } from '../navigation/page-route.ts';
import { blank, loadFailed, skeleton } from '../parts/blank.ts';
import { icon } from '../parts/icon.ts';
import { lazyIcon } from '../parts/lazy-icon.ts';
import { NOTHING_LISTED } from '../state/app-state.ts';
import { type LiveJob, toLiveJobs } from './live-jobs.ts';

/** Pictures shown of a job. */
const MAX_PICTURES = 6;

export function livePane(view: LazyView): TemplateResult {
  const { words, route } = view;
  const { say } = words;
  return html`<section class="pane pane-detail" aria-labelledby="live-heading">
    <div class="pane-head">
      ${
        route.page === 'live'
          ? html`<h1 id="live-heading" tabindex="-1">${say('live.title')}</h1>`
          : html`<h2 id="live-heading" class="as-h1">${say('live.title')}</h2>`
      }
      <p class="hint">${say('live.lead')}</p>
      ${view.parts.bookingsDoor(view)}
    </div>
    ${liveBody(view)}
  </section>`;
}

function liveBody(view: LazyView): TemplateResult {
  const { words, live = NOTHING_LISTED, albums, actions } = view;
  const { say } = words;
  if (live.problem && !live.items) return loadFailed(live.problem, words, actions.reload);
  if (!live.items) return skeleton('card', 3, say('load.busy'));
  const shown = toLiveJobs(live.items, albums);
  if (shown.length === 0) {
    return blank({ icon: lazyIcon('live'), title: say('live.none'), hint: say('live.none.hint') });
  }
  return html`${live.problem ? html`<p class="hint pad" role="status">${say(live.problem === 'unavailable' ? 'load.stale' : `problem.${live.problem}`)}</p>` : nothing}
    <ul class="live">
      ${repeat(
        shown,
        ({ job }) => job.job_id,
        (entry) => liveJob(entry, view),
      )}
    </ul>`;
}

function liveJob(live: LiveJob, { words, route, nowMs, firstLooks }: LazyView): TemplateResult {
  const { job, photos } = live;
  const head = liveHead(live, words, nowMs);
  return html`<li class="live-job">
    ${
      route.page === 'live'
        ? html`<a class="live-head" href=${formatRoute({ page: 'job', jobId: job.job_id, photoId: null })}>${head}</a>`
        : // Beside the list, where the job's card is a link already.
          html`<div class="live-head">${head}</div>`
    }
    ${
      photos.length === 0
        ? nothing
        : html`<ul class="strip">${repeat(
            photos.slice(0, MAX_PICTURES),
            (photo) => photo.photo_id,
            (photo) =>
              photoTile(photo, job.job_id, {
                words,
                isOwn: false,
                isUnseen: isUnseen(photo, job),
                preview: null,
                firstLook: firstLooks?.get(photo.photo_id) ?? null,
              }),
          )}</ul>`
    }
  </li>`;
}

function liveHead({ job, photos, arriving, senders, lastAtMs }: LiveJob, words: Words, nowMs: number): TemplateResult {
  const { say, language } = words;
  const phones = tellOnPhones(countOnPhones(photos, null, nowMs), words);
  return html`<span class="card-title">${job.title}</span>
    <span class="card-address">${job.address}</span>
    <span class="card-facts">
      ${arriving > 0 ? html`<span class="state state-arriving">${icon('sending')}<span>${say('count.arriving', { n: arriving })}</span></span>` : nothing}
      ${phones.map((text) => html`<span class="fact">${text}</span>`)}
      ${senders.length > 0 ? html`<span class="fact">${formatList(senders, language)}</span>` : nothing}
      ${job.photo_count > 0 ? html`<span class="fact">${say('count.photos', { n: job.photo_count })}</span>` : nothing}
      <span class="fact">${lastAtMs ? say('live.last', { when: formatAgo(lastAtMs, nowMs, language) }) : say('live.no-photos')}</span>
    </span>`;
}

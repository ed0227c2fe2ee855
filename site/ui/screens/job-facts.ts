/** What the card of a job tells beside its counts, and the newest photo of it. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { keyed } from 'lit-html/directives/keyed.js';
import { type Job, STAGES } from '../../../edge/api.ts';
import { formatAgo, formatList, formatTimestamp } from '../../i18n/format.ts';
import type { WaitingJob } from '../../outbox/waiting-jobs.ts';
import type { View } from '../context.ts';
import { findWaiting } from '../job-editor/waiting-view.ts';
import { icon } from '../parts/icon.ts';
import { toPersonName } from '../parts/person-name.ts';

export function jobFacts(job: Job, view: View): TemplateResult {
  const { words, nowMs, session, albums } = view;
  const { say, language } = words;
  const { status, scheduled_for, last_photo_at, stages, cover_url, crew = [] } = job;
  const isDispatcher = session.user?.roles.includes('dispatcher') ?? false;
  const names = isDispatcher ? crew.map(toPersonName) : [];
  const counts = STAGES.filter((stage) => stages[stage] > 0).map(
    (stage) => `${say(`stage.${stage}`)} ${stages[stage]}`,
  );
  const arriving = albums[job.job_id]?.items?.filter(({ state }) => state === 'arriving').length ?? 0;
  const facts = [
    status === 'open' ? null : say(`jobs.is.${status}`),
    scheduled_for && say('jobs.due', { when: formatTimestamp(scheduled_for, language) }),
    last_photo_at && isDispatcher && say('live.last', { when: formatAgo(Date.parse(last_photo_at), nowMs, language) }),
    names.length > 0 && formatList(names, language),
    isDispatcher && counts.join(' · '),
  ];
  return html`${cover_url ? cover(cover_url, say('jobs.cover')) : nothing}
    ${facts.map((fact) => (fact ? html`<span class="fact">${fact}</span>` : nothing))}
    ${waitingState(findWaiting(view, job.job_id), words)}
    ${arriving > 0 ? html`<span class="state state-arriving">${icon('sending')}<span>${say('count.arriving', { n: arriving })}</span></span>` : nothing}`;
}

function waitingState(waiting: WaitingJob | undefined, { say }: View['words']): TemplateResult | typeof nothing {
  if (!waiting) return nothing;
  const [state, key] = waiting.problem ? (['stuck', 'jobs.refused'] as const) : (['saved', 'jobs.waits'] as const);
  return html`<span class="state state-${state}">${icon(waiting.problem ? 'alert' : 'saved')}<span>${say(key)}</span></span>`;
}

/** Its place is the same whether it has come, or ever comes: nothing moves. Where a row becomes another job's, no former picture stays. */
function cover(url: string, alt: string): unknown {
  const [path] = url.split('?');
  return keyed(
    path,
    html`<img class="card-cover" src=${url} alt=${alt} width="64" height="64" loading="lazy" decoding="async" @error=${showCover} @load=${showCover} />`,
  );
}

/** One that cannot be loaded shows nothing, until another comes in its stead. */
function showCover({ target, type }: Event): void {
  if (target instanceof HTMLElement) target.classList.toggle('is-absent', type === 'error');
}

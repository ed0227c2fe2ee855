/** What the card of a job tells beside its counts. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Job } from '../../../edge/api.ts';
import { formatAgo, formatList, formatTimestamp } from '../../i18n/format.ts';
import type { View } from '../context.ts';
import { toPersonName } from '../parts/person-name.ts';

export function jobFacts(job: Job, { words, nowMs, session }: View): TemplateResult {
  const { say, language } = words;
  const { status, scheduled_for, last_photo_at, crew = [] } = job;
  const isDispatcher = session.user?.roles.includes('dispatcher') ?? false;
  const names = isDispatcher ? crew.map(toPersonName) : [];
  const facts = [
    status === 'open' ? null : say(`jobs.${status}`),
    scheduled_for && say('jobs.due', { when: formatTimestamp(scheduled_for, language) }),
    last_photo_at && isDispatcher && say('live.last', { when: formatAgo(Date.parse(last_photo_at), nowMs, language) }),
    names.length > 0 && formatList(names, language),
  ];
  return html`${facts.map((fact) => (fact ? html`<span class="fact">${fact}</span>` : nothing))}`;
}

/** What dispatchers have above the list of jobs: a new one, and which of them are shown in which order. */
import { html, noChange, nothing, type TemplateResult } from 'lit-html';
import type { MessageKey } from '../../i18n/message-key.ts';
import type { LazyView } from '../context.ts';
import { listKnownPeople } from '../job-editor/known-people.ts';
import { NO_FILTER } from '../listings/job-filter.ts';
import { lazyIcon } from '../parts/lazy-icon.ts';
import { toPersonName } from '../parts/person-name.ts';
import type { JobFilter } from '../state/app-state.ts';

const STATUSES = ['open', 'pending', 'closed', 'cancelled'] as const;
const DAYS = ['today', 'tomorrow', 'week', 'past'] as const;
const SORTS = ['created', 'activity', 'scheduled'] as const;

/** @param hasFilters false while there are few */
export function jobFilters(view: LazyView, hasFilters: boolean): TemplateResult {
  const { words, actions } = view;
  return html`<div class="job-tools">
    <button type="button" class="button" @click=${() => actions.showDialog({ kind: 'job', jobId: null })}>
      ${lazyIcon('plus')}${words.say('jobs.new')}
    </button>
    ${hasFilters ? filters(view) : nothing}
  </div>`;
}

function filters(view: LazyView): TemplateResult {
  const { filter = NO_FILTER, words, actions } = view;
  const { say } = words;
  const any = { value: '', label: say('jobs.filter.any') };
  const statuses = STATUSES.map((value) => ({ value, label: say(`jobs.is.${value}`) }));
  const sorts = SORTS.map((value) => ({ value, label: say(`jobs.order.${value}`) }));
  const days = DAYS.map((value) => ({ value, label: say(`jobs.days.${value}`) }));
  const people = listKnownPeople(view).map((person) => ({ value: person.subject, label: toPersonName(person) }));
  const choose = (change: Partial<JobFilter>) => actions.filterJobs(change);
  // Opened where something is chosen; choosing "All" there does not close it under the finger.
  return html`<details class="job-filters" ?open=${view.filter ? true : noChange}>
    <summary>${say('jobs.filter')}</summary>
    <div class="job-choices">${select(say, 'jobs.filter.status', {
      value: filter.status ?? '',
      options: [any, ...statuses],
      choose: (value) => choose({ status: STATUSES.find((known) => known === value) ?? null }),
    })}
  ${select(say, 'jobs.filter.member', {
    value: filter.member ?? '',
    options: [any, ...people],
    choose: (value) => choose({ member: value || null }),
  })}
  ${select(say, 'jobs.filter.days', {
    value: filter.days ?? '',
    options: [any, ...days],
    choose: (value) => choose({ days: DAYS.find((known) => known === value) ?? null }),
  })}
  ${select(say, 'jobs.filter.sort', {
    value: filter.sort,
    options: sorts,
    choose: (value) => choose({ sort: SORTS.find((known) => known === value) ?? 'created' }),
  })}</div>
  </details>`;
}

interface Choice {
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  choose(value: string): void;
}

function select(say: LazyView['words']['say'], label: MessageKey, { value, options, choose }: Choice): TemplateResult {
  const change = (event: Event) => choose((event.target as HTMLSelectElement).value);
  return html`<label class="job-tool"><span>${say(label)}</span>
    <select class="field" @change=${change}>
      ${options.map((option) => html`<option value=${option.value} .selected=${option.value === value}>${option.label}</option>`)}
    </select>
  </label>`;
}

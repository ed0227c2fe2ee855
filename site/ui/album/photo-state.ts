/**
 * The label of a photo's state, with its icon: Saved, Sending 40 %, Delivered, In job, Waits for job, Needs you, Cut off, Arriving, From
 * the customer · new, No preview.
 */
import { html, type TemplateResult } from 'lit-html';
import { formatProgress } from '../../i18n/format.ts';
import type { Words } from '../../i18n/translate.ts';
import type { EntryView } from '../../outbox/entry.ts';
import { isRefusedByJob } from '../../outbox/job-refusal.ts';
import { type LazyIconName, lazyIcon } from '../parts/lazy-icon.ts';

export type ShownState = EntryView['state'] | 'refused' | 'unseen' | 'arriving' | 'unreadable' | 'cut-off';

const ICONS: Readonly<Record<ShownState, LazyIconName>> = {
  saved: 'saved',
  sending: 'sending',
  delivered: 'delivered',
  'in-job': 'in-job',
  refused: 'saved',
  stuck: 'alert',
  unseen: 'info',
  arriving: 'sending',
  unreadable: 'info',
  'cut-off': 'alert',
};

/** What its job alone refuses goes by itself once the job takes it: it needs nobody. */
export function toShownState({
  state,
  problem,
  isCutOff,
}: Pick<EntryView, 'state' | 'problem' | 'isCutOff'>): ShownState {
  // Whoever stands there can take it again.
  if (isCutOff && state !== 'sending' && state !== 'stuck') return 'cut-off';
  return state === 'stuck' && isRefusedByJob(problem) ? 'refused' : state;
}

/** The text of the label; `progress` (0–1) is shown while sending. */
export function describeState(state: ShownState, progress: number, { say, language }: Words): string {
  return say(`state.${state}`, { percent: formatProgress(progress, language) });
}

export function photoState(state: ShownState, progress: number, words: Words): TemplateResult {
  return html`<span class="state state-${state}">${lazyIcon(ICONS[state])}<span>${describeState(state, progress, words)}</span></span>`;
}

/** The label of a photo's state, with its icon: Saved, Sending 40 %, Delivered, In job, Needs you, Arriving, No preview. */
import { html, type TemplateResult } from 'lit-html';
import { formatProgress } from '../../i18n/format.ts';
import type { Words } from '../../i18n/translate.ts';
import type { EntryView } from '../../outbox/entry.ts';
import { type LazyIconName, lazyIcon } from '../parts/lazy-icon.ts';

export type ShownState = EntryView['state'] | 'arriving' | 'unreadable';

const ICONS: Readonly<Record<ShownState, LazyIconName>> = {
  saved: 'saved',
  sending: 'sending',
  delivered: 'delivered',
  'in-job': 'in-job',
  stuck: 'alert',
  arriving: 'sending',
  unreadable: 'info',
};

/** The text of the label; `progress` (0–1) is shown while sending. */
export function describeState(state: ShownState, progress: number, { say, language }: Words): string {
  return say(`state.${state}`, { percent: formatProgress(progress, language) });
}

export function photoState(state: ShownState, progress: number, words: Words): TemplateResult {
  return html`<span class="state state-${state}">${lazyIcon(ICONS[state])}<span>${describeState(state, progress, words)}</span></span>`;
}

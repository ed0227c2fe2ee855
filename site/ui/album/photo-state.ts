/** The four words of a photo's way, each with its icon: Saved · Sending 40 % · Delivered · In job; and Needs you. */
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

/** The words of a state; `progress` (0–1) counts while sending. */
export function describeState(state: ShownState, progress: number, { say, language }: Words): string {
  return say(`state.${state}`, { percent: formatProgress(progress, language) });
}

export function photoState(state: ShownState, progress: number, words: Words): TemplateResult {
  return html`<span class="state state-${state}">${lazyIcon(ICONS[state])}<span>${describeState(state, progress, words)}</span></span>`;
}

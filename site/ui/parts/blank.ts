/** What is shown where a list is empty, has failed, or is still loading. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { ProblemCode } from '../../../edge/problem.ts';
import type { Words } from '../../i18n/translate.ts';
import { icon as drawIcon } from './icon.ts';

export interface Blank {
  /** Given as a template, since the first screens do not have every icon. */
  readonly icon: TemplateResult;
  readonly title: string;
  readonly hint?: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

export function blank({ icon, title, hint, action }: Blank): TemplateResult {
  return html`<div class="blank">
    <span class="blank-icon">${icon}</span>
    <p class="blank-title">${title}</p>
    ${hint ? html`<p class="blank-hint">${hint}</p>` : nothing}
    ${action ? html`<button type="button" class="button" @click=${action.run}>${action.label}</button>` : nothing}
  </div>`;
}

/** Says why nothing could be loaded, and offers to try again. */
export function loadFailed(problem: ProblemCode, { say }: Words, retry: () => void): TemplateResult {
  const action = { label: say('app.retry'), run: retry };
  return blank({ icon: drawIcon('alert'), title: say('load.failed'), hint: say(`problem.${problem}`), action });
}

/** Grey shapes in the place of `count` cards or tiles that are being loaded. */
export function skeleton(kind: 'card' | 'tile', count: number, label: string): TemplateResult {
  return html`<div class="skeleton-${kind}s" role="status" aria-label=${label}>
    ${Array.from({ length: count }, () => html`<span class="skeleton skeleton-${kind}"></span>`)}
  </div>`;
}

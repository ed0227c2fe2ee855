/** What a place shows that has nothing to show: empty, failed, or still loading. */
import { html, nothing, type TemplateResult } from 'lit-html';

export interface Blank {
  /** Drawn by the caller: the first screens do not carry every icon. */
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

/** Grey shapes in the place of `count` cards or tiles that are on their way. */
export function skeleton(kind: 'card' | 'tile', count: number, label: string): TemplateResult {
  return html`<div class="skeleton-${kind}s" role="status" aria-label=${label}>
    ${Array.from({ length: count }, () => html`<span class="skeleton skeleton-${kind}"></span>`)}
  </div>`;
}

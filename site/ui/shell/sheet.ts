/** A sheet over the page: its title, a button that closes it, and what stands in it. */
import { html, type TemplateResult } from 'lit-html';
import type { LazyView } from '../context.ts';
import { lazyIcon } from '../parts/lazy-icon.ts';
import './modal.ts';

export function sheet(title: string, body: TemplateResult, { words, actions }: LazyView): TemplateResult {
  const close = () => actions.showDialog(null);
  return html`<dialog class="sheet" aria-labelledby="sheet-title" @close=${close} @click=${(event: Event) => event.target === event.currentTarget && close()}>
    <show-modal></show-modal>
    <div class="sheet-body">
      <div class="sheet-head">
        <h2 id="sheet-title">${title}</h2>
        <button type="button" class="button button-icon" aria-label=${words.say('app.close')} @click=${close}>${lazyIcon('close')}</button>
      </div>
      ${body}
    </div>
  </dialog>`;
}

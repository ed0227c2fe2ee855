/** Messages over the page: errors stay until they are closed, the offer of a new version until it is taken. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { LazyView } from '../context.ts';
import { lazyIcon } from '../parts/lazy-icon.ts';

export function notices({ notices: shown, words, updateReady, actions }: LazyView): TemplateResult {
  const { say } = words;
  return html`<div class="notices">
    <div role="alert">
      ${shown.map(
        ({ id, tone, key, params, undo }) => html`<div class="notice notice-${tone}">
          ${lazyIcon(tone === 'error' ? 'alert' : 'check')}
          <p>${say(key, params)}</p>
          ${undo ? html`<button type="button" class="button" @click=${() => actions.restorePhoto(undo.jobId, undo.photoId)}>${say('photo.undo')}</button>` : nothing}
          <button type="button" class="button button-icon" aria-label=${say('app.close')} @click=${() => actions.dismissNotice(id)}>
            ${lazyIcon('close')}
          </button>
          ${key.startsWith('capture.storage-') ? html`<button type="button" class="button notice-way" @click=${actions.sendPlainly}>${say('plain.send')}</button>` : nothing}
        </div>`,
      )}
    </div>
    ${
      updateReady
        ? html`<div class="notice notice-info" role="status">
            ${lazyIcon('info')}
            <p>${say('app.update')}</p>
            <button type="button" class="button" @click=${actions.applyUpdate}>${say('app.update.do')}</button>
          </div>`
        : nothing
    }
  </div>`;
}

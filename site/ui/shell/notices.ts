/** Messages over the page: errors stay until they are closed, what was not kept and a new version until something is done. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { LazyView } from '../context.ts';
import { lazyIcon } from '../parts/lazy-icon.ts';
import { listUnkept } from './unkept.ts';

export function notices(view: LazyView): TemplateResult {
  const { notices: shown, words, updateReady, actions, outbox } = view;
  const { say } = words;
  return html`<div class="notices">
    <div role="alert">
      ${unkeptNotice(view)} ${outbox.isOutdated ? outdatedNotice(view) : nothing} ${goneNotice(view)}
      ${shown.map(
        ({ id, tone, key, params, undo }) => html`<div class="notice notice-${tone}">
          ${lazyIcon(tone === 'error' ? 'alert' : 'check')}
          <p>${say(key, params)}</p>
          ${undo ? html`<button type="button" class="button" @click=${() => (undo.run ? undo.run() : actions.restorePhotos(undo.jobId, undo.photoIds))}>${say('photo.undo')}</button>` : nothing}
          <button type="button" class="button button-icon" aria-label=${say('app.close')} @click=${() => actions.dismissNotice(id)}>
            ${lazyIcon('close')}
          </button>
        </div>`,
      )}
    </div>
    ${
      updateReady && !outbox.isOutdated
        ? html`<div class="notice notice-info" role="status">
            ${lazyIcon('info')}
            <p>${say('app.update')}</p>
            <button type="button" class="button" @click=${actions.applyUpdate}>${say('app.update.do')}</button>
          </div>`
        : nothing
    }
  </div>`;
}

function unkeptNotice(view: LazyView): TemplateResult | typeof nothing {
  const { words, actions, dialog } = view;
  const n = listUnkept(view).length;
  if (n === 0 || dialog) return nothing;
  const show = () => actions.showDialog({ kind: 'unkept' });
  return html`<div class="notice notice-error">
    ${lazyIcon('alert')}
    <p>${words.say('unkept.title', { n })}</p>
    <button type="button" class="button" @click=${show}>${words.say('unkept.show')}</button>
  </div>`;
}

function outdatedNotice({ outbox, words, actions }: LazyView): TemplateResult {
  const handedOver = outbox.unkept.filter(({ isHandedOver }) => isHandedOver).length;
  return html`<div class="notice notice-error">
    ${lazyIcon('alert')}
    <p>${words.say('app.outdated')} ${handedOver > 0 ? words.say('app.outdated.waiting', { n: handedOver }) : nothing}</p>
    <button type="button" class="button" @click=${actions.reloadPage}>${words.say('app.update.do')}</button>
  </div>`;
}

/** The browser has deleted what was kept here. */
function goneNotice({ outbox, words, goneTold = 0, actions }: LazyView): TemplateResult | typeof nothing {
  if (outbox.gone <= goneTold) return nothing;
  return html`<div class="notice notice-error">
    ${lazyIcon('alert')}
    <p>${words.say('storage.gone', { n: outbox.gone })}</p>
    <button type="button" class="button button-icon" aria-label=${words.say('app.close')} @click=${() => actions.dismissGone()}>
      ${lazyIcon('close')}
    </button>
  </div>`;
}

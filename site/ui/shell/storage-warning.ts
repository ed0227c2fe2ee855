/** A warning while the phone is nearly full, or the browser may delete what waits. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { formatBytes } from '../../i18n/format.ts';
import { icon } from '../parts/icon.ts';
import { lazyIcon } from '../parts/lazy-icon.ts';
import type { AppState } from '../state/app-state.ts';

export function storageWarning({ outbox, words }: AppState): TemplateResult | typeof nothing {
  const { storage, paused } = outbox;
  if (!storage) return nothing;
  if (storage.low) {
    const free = formatBytes(storage.freeBytes ?? 0, words.language);
    return html`<p class="warning">${icon('alert')}<span>${words.say('storage.low', { free })}</span></p>`;
  }
  if (storage.persisted || paused === null) return nothing;
  return html`<p class="warning calm">${lazyIcon('info')}<span>${words.say('storage.refused')}</span></p>`;
}

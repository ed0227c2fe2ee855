/** Of a photo that was delivered smaller: that its original waits on this phone for Wi-Fi, and the way to send it at once. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { formatBytes } from '../../i18n/format.ts';
import type { Words } from '../../i18n/translate.ts';
import type { EntryView } from '../../outbox/entry.ts';
import type { LazyActions } from '../context.ts';
import { icon } from '../parts/icon.ts';

export function waitingOriginal(
  entry: EntryView | undefined,
  { say, language }: Words,
  actions: LazyActions,
): TemplateResult | typeof nothing {
  if (!entry?.original) return nothing;
  const { bytes, isOnItsWay } = entry.original;
  const size = formatBytes(bytes, language);
  return html`<div class="original">
    <p role="status">${say(isOnItsWay ? 'original.sending' : 'original.waits', { size })}</p>
    ${isOnItsWay ? nothing : html`<button type="button" class="button" @click=${() => actions.sendOriginal(entry.id)}>${icon('sending')}${say('waiting.send-now')}</button>`}
  </div>`;
}

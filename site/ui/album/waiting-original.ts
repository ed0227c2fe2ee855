/** For a photo whose working copy was delivered: that its original is still on this phone, and a button to send it. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { formatBytes } from '../../i18n/format.ts';
import type { EntryView } from '../../outbox/entry.ts';
import type { LazyView } from '../context.ts';
import { icon } from '../parts/icon.ts';

export function waitingOriginal(
  entry: EntryView | undefined,
  { words, actions }: LazyView,
): TemplateResult | typeof nothing {
  if (!entry?.original) return nothing;
  const { say, language } = words;
  const { bytes, isOnItsWay } = entry.original;
  const size = formatBytes(bytes, language);
  const waits = entry.problem ? 'original.refused' : 'original.waits';
  return html`<div class="original">
    <p role="status">${say(isOnItsWay ? 'original.sending' : waits, { size })}</p>
    ${isOnItsWay ? nothing : html`<button type="button" class="button" @click=${() => actions.sendOriginal(entry.id)}>${icon('sending')}${say('waiting.send-now')}</button>`}
  </div>`;
}

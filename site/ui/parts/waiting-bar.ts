/** How many photos are only on this phone, why, and what can be done. Empty while there is none. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { MessageKey } from '../../i18n/message-key.ts';
import type { OutboxSnapshot } from '../../phone.ts';
import type { View } from '../context.ts';
import { icon } from './icon.ts';

const HINTS = {
  none: 'waiting.sending',
  network: 'waiting.offline',
  server: 'waiting.server',
  'sign-in': 'waiting.sending',
} as const;

export function waitingBar({ outbox, words, session, actions }: View): TemplateResult | typeof nothing {
  const { say } = words;
  const { waiting } = outbox.counts;
  if (waiting === 0) return nothing;
  const needsSignIn = outbox.paused === 'sign-in' || session.state === 'expired';
  return html`<section class="waiting" data-paused=${outbox.paused ?? 'no'}>
    ${icon('saved')}
    <div class="waiting-text">
      <p class="waiting-count">${say('waiting.only-here', { n: waiting })}</p>
      ${needsSignIn ? nothing : html`<p class="hint">${say(toHint(outbox), { n: waiting })}</p>`}
    </div>
    ${
      needsSignIn
        ? html`<button type="button" class="button button-primary" @click=${actions.signIn}>${say('waiting.sign-in', { n: waiting })}</button>`
        : outbox.paused
          ? html`<button type="button" class="button" @click=${actions.sendNow}>${say('waiting.send-now')}</button>`
          : nothing
    }
  </section>`;
}

function toHint({ counts, paused }: OutboxSnapshot): MessageKey {
  if (counts.stuck === counts.waiting) return 'waiting.stuck';
  return HINTS[paused ?? 'none'];
}

/** How many photos are only on this phone or on their way there, why, and what can be done. Empty while there is none. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { isRefusedByJob } from '../../outbox/job-refusal.ts';
import type { OutboxSnapshot } from '../../phone.ts';
import type { View } from '../context.ts';
import { icon } from './icon.ts';

const HINTS = {
  none: 'waiting.sending',
  network: 'waiting.offline',
  server: 'waiting.server',
  'sign-in': 'waiting.sending',
} as const;

export function waitingBar(view: View): TemplateResult | typeof nothing {
  const { outbox, words, session, actions, lazy } = view;
  const { say } = words;
  const { counts, saving, paused } = outbox;
  const unsendable = countUnsendable(outbox);
  const waiting = counts.waiting - unsendable;
  if (waiting + saving === 0) return nothing;
  const needsSignIn = waiting > 0 && (paused === 'sign-in' || session.state === 'expired');
  const hint = counts.stuck - unsendable === waiting ? 'waiting.stuck' : HINTS[paused ?? 'none'];
  return html`<section class="waiting" data-paused=${paused ?? 'no'}>
    ${icon('saved')}
    <div class="waiting-text">
      ${saving > 0 ? html`<p class="waiting-count">${say('waiting.saving', { n: saving })}</p>` : nothing}
      ${
        waiting > 0
          ? html`<p class="waiting-count">${say('waiting.only-here', { n: waiting })}</p>
              ${needsSignIn ? nothing : html`<p class="hint">${say(hint, { n: waiting })}</p>`} ${lazy?.noPromise(view)}`
          : nothing
      }
    </div>
    ${
      needsSignIn
        ? html`<button type="button" class="button button-primary" @click=${actions.signIn}>${say('waiting.sign-in', { n: waiting })}</button>`
        : paused
          ? html`<button type="button" class="button" @click=${actions.sendNow}>${say('waiting.send-now')}</button>`
          : nothing
    }
  </section>`;
}

/** Those that no job will ever take: each is told by its name. */
function countUnsendable({ entries }: OutboxSnapshot): number {
  return entries.filter(({ state, problem }) => state === 'stuck' && !isRefusedByJob(problem)).length;
}

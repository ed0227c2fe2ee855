/** What somebody sees who is not signed in. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { View } from '../context.ts';
import { icon } from '../parts/icon.ts';

export function signInScreen({ words, session, outbox, actions }: View): TemplateResult {
  const { say } = words;
  const others = outbox.counts.waitingOfOthers;
  return html`<main id="main" class="welcome" tabindex="-1">
    <div class="welcome-card">
      <span class="mark" aria-hidden="true"></span>
      <h1>${say('sign-in.title')}</h1>
      <p class="welcome-lead">${say('sign-in.lead')}</p>
      ${
        session.busy
          ? html`<p class="hint" role="status">${say('sign-in.busy')}</p>`
          : html`<button type="button" class="button button-primary button-big" @click=${actions.signIn}>
              ${say('sign-in.do')}
            </button>`
      }
      ${others > 0 ? html`<p class="warning">${icon('saved')}<span>${say('sign-in.waiting', { n: others })}</span></p>` : nothing}
    </div>
  </main>`;
}

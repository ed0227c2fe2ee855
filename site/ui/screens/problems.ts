/** The documentation of the problem types: where the `type` of every error response leads. */
import { html, type TemplateResult } from 'lit-html';
import { PROBLEMS, type ProblemCode } from '../../../edge/problem.ts';
import type { Words } from '../../i18n/translate.ts';
import type { View } from '../context.ts';

/** What a caller does next, by the table's `retry`. For programmers, hence in English like the titles. */
const NEXT: Readonly<Record<string, string>> = {
  never: 'The same request fails again. Change it.',
  later: 'Back off, honour Retry-After, and repeat.',
  'renew-ticket': 'Ask for a new ticket with the same capture id, and send again.',
  'after-sign-in': 'Get a fresh token and repeat; keep what was to be sent.',
};

export function problemsPage({ route, words }: View): TemplateResult {
  const asked = route.page === 'problems' ? route.code : null;
  if (asked === 'nowhere') return nowherePage(words);
  const codes = Object.keys(PROBLEMS) as ProblemCode[];
  return html`<article lang="en">
    <h1 tabindex="-1">Problem types</h1>
    <p>
      Every error response is <code>application/problem+json</code> (RFC 9457). Its <code>code</code> is one of these; switch on
      the code, never on the text.
    </p>
    <dl class="problems">
      ${codes.map((code) => {
        const { status, title, retry } = PROBLEMS[code];
        return html`<div id=${code} class="problem" aria-current=${code === asked}>
          <dt><code>${code}</code> <span class="fact">${status}</span></dt>
          <dd>${title}</dd>
          <dd class="hint">${NEXT[retry]}</dd>
        </div>`;
      })}
    </dl>
  </article>`;
}

function nowherePage({ say }: Words): TemplateResult {
  return html`<article>
    <h1 tabindex="-1">${say('nowhere.title')}</h1>
    <p>${say('nowhere.hint')}</p>
    <p><a class="button button-primary" href="/">${say('jobs.title')}</a></p>
  </article>`;
}

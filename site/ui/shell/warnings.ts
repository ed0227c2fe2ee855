/** What the worker should know of the photos on this phone: those that cannot be sent, a phone that is nearly full. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { formatBytes } from '../../i18n/format.ts';
import type { EntryView } from '../../outbox/entry.ts';
import { toShownState } from '../album/photo-state.ts';
import type { LazyView, View } from '../context.ts';
import { icon } from '../parts/icon.ts';
import { sharedWarning } from './ask-for-job.ts';

export function warnings(view: LazyView): TemplateResult {
  return html`${sharedWarning(view)} ${stuckEntries(view)} ${lowStorage(view)}`;
}

/** While photos wait, and only where this browser has refused to promise that it keeps them. */
export function noPromise({ outbox, words }: View): TemplateResult | typeof nothing {
  if (outbox.paused === null || (outbox.storage?.persisted ?? true)) return nothing;
  return html`<p class="hint">${words.say('storage.refused')}</p>`;
}

function lowStorage({ outbox, words }: LazyView): TemplateResult | typeof nothing {
  const { storage } = outbox;
  if (!storage?.low) return nothing;
  const free = formatBytes(storage.freeBytes ?? 0, words.language);
  return html`<p class="warning">${icon('alert')}<span>${words.say('storage.low', { free })}</span></p>`;
}

/** Those that no job will ever take; of the open job, or of all jobs where none is open. */
function stuckEntries({ outbox, route, words, actions }: LazyView): TemplateResult | typeof nothing {
  const entries = outbox.entries.filter(
    (entry) => toShownState(entry) === 'stuck' && (route.page !== 'job' || route.jobId === entry.jobId),
  );
  if (entries.length === 0) return nothing;
  const { say } = words;
  const name = ({ title, fileName }: EntryView) => title ?? fileName;
  return html`<section class="warning" aria-label=${say('stuck.title', { n: entries.length })}>
    ${icon('alert')}
    <div>
      <p>${say('stuck.title', { n: entries.length })}</p>
      <ul>
        ${entries.map(
          (entry) => html`<li>
            <span>“${name(entry)}”: ${say(`problem.${entry.problem ?? 'internal'}`)}</span>
            <button type="button" class="button" @click=${() => actions.showDialog({ kind: 'entry', id: entry.id })}>${say('stuck.ways')}</button>
          </li>`,
        )}
      </ul>
    </div>
  </section>`;
}

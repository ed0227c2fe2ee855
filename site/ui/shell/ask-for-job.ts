/** Photos that another app has shared and that have no job yet: a word that they wait, and the sheet that asks for it. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { listOwnShared } from '../capture/shared-photos.ts';
import type { LazyView } from '../context.ts';
import { listOtherJobs } from '../listings/held-jobs.ts';
import { icon } from '../parts/icon.ts';
import { jobChoices } from './choose-job.ts';
import { sheet } from './sheet.ts';

export function sharedWarning(view: LazyView): TemplateResult | typeof nothing {
  const n = listOwnShared(view).length;
  if (n === 0) return nothing;
  const { words, actions } = view;
  return html`<section class="warning">
    ${icon('saved')}
    <div>
      <p>${words.say('shared.wait', { n })}</p>
      <button type="button" class="button" @click=${() => actions.showDialog({ kind: 'shared' })}>${words.say('shared.choose')}</button>
    </div>
  </section>`;
}

export function sharedSheet(view: LazyView): TemplateResult {
  const { words, actions } = view;
  const n = listOwnShared(view).length;
  if (n === 0) return html``;
  const jobs = listOtherJobs(view, undefined);
  const body = html`${jobs.length === 0 ? html`<p>${words.say('shared.no-job')}</p>` : jobChoices(jobs, actions.addShared)}
    <div class="sheet-actions">
      <button type="button" class="button" @click=${() => actions.showDialog(null)}>${words.say('shared.later')}</button>
      <button type="button" class="button button-danger" @click=${actions.dropShared}>${words.say('shared.drop')}</button>
    </div>`;
  return sheet(words.say('shared.title', { n }), body, view);
}

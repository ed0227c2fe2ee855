/** The sheets over a page: account, one capture of this phone, what was not kept, and the questions before leaving and deleting. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { LIMITS, STAGES } from '../../../edge/api.ts';
import { formatBytes, formatTimestamp } from '../../i18n/format.ts';
import type { EntryView, StuckCode } from '../../outbox/entry.ts';
import { isOnPhone } from '../album/album-tiles.ts';
import { photoState, toShownState } from '../album/photo-state.ts';
import { hideFailed } from '../album/tile.ts';
import { waitingOriginal } from '../album/waiting-original.ts';
import type { LazyView } from '../context.ts';
import { isMovable, listOtherJobs } from '../listings/held-jobs.ts';
import { describePhoto } from '../parts/describe-photo.ts';
import { icon } from '../parts/icon.ts';
import { lazyIcon } from '../parts/lazy-icon.ts';
import type { Dialog } from '../state/app-state.ts';
import { accountSheet } from './account.ts';
import { sharedSheet } from './ask-for-job.ts';
import { chooseJobSheet } from './choose-job.ts';
import { sheet } from './sheet.ts';
import { leavingSheet, listUnkept, unkeptSheet } from './unkept.ts';

export function dialogs(view: LazyView): TemplateResult {
  const { dialog, words } = view;
  if (!dialog) return html``;
  switch (dialog.kind) {
    case 'account':
      return sheet(words.say('account.title'), accountSheet(view), view);
    case 'sign-out':
      return signOutQuestion(view);
    case 'unkept':
      return unkeptDialog(view);
    case 'leaving':
      return leavingDialog(dialog, view);
    case 'entry':
      return entrySheet(dialog.id, view);
    case 'discard':
      return discardQuestion(dialog.id, view);
    case 'job':
    case 'share':
    case 'give':
    case 'edit-chosen':
    case 'compare':
    case 'take-out':
    case 'notes':
    case 'draw':
    case 'bookings':
      // Of parts that are loaded by themselves.
      return html``;
    case 'shared':
      return sharedSheet(view);
    case 'move':
      return sheet(words.say('photo.move'), chooseJobSheet(dialog.ids, view), view);
  }
}

function unkeptDialog(view: LazyView): TemplateResult {
  const n = listUnkept(view).length;
  return n === 0 ? html`` : sheet(view.words.say('unkept.title', { n }), unkeptSheet(view), view);
}

function leavingDialog({ decide, except }: Extract<Dialog, { kind: 'leaving' }>, view: LazyView): TemplateResult {
  const { outbox, words, actions } = view;
  const { saving } = outbox;
  const photos = listUnkept(view).filter((photo) => photo !== except);
  const title =
    saving > 0 ? words.say('waiting.saving', { n: saving }) : words.say('unkept.title', { n: photos.length });
  const leave = () => {
    decide(true);
    actions.letGo(photos);
  };
  return sheet(title, leavingSheet(view, leave), view);
}

function signOutQuestion(view: LazyView): TemplateResult {
  const { words, outbox, actions } = view;
  const { say } = words;
  const { waiting } = outbox.counts;
  const jobs = view.waitingJobs?.length ?? 0;
  const title = waiting > 0 ? say('waiting.only-here', { n: waiting }) : say('jobs.only-here', { n: jobs });
  const body = html`<p>${say('account.sign-out.hint')}</p>
      <div class="sheet-actions">
        <button type="button" class="button button-primary" @click=${() => actions.showDialog(null)}>${say('account.sign-out.stay')}</button>
        <button type="button" class="button" @click=${() => actions.signOut(true)}>${say('account.sign-out.anyway')}</button>
      </div>`;
  return sheet(title, body, view);
}

function discardQuestion(id: string, view: LazyView): TemplateResult {
  const { words, actions } = view;
  const { say } = words;
  const body = html`<p>${say('photo.discard.hint')}</p>
      <div class="sheet-actions">
        <button type="button" class="button button-primary" @click=${() => actions.showDialog({ kind: 'entry', id })}>${say('app.cancel')}</button>
        <button type="button" class="button button-danger" @click=${() => actions.discardEntry(id)}>${lazyIcon('trash')}${say('photo.discard')}</button>
      </div>`;
  return sheet(say('photo.discard.ask'), body, view);
}

function entrySheet(id: string, view: LazyView): TemplateResult {
  const { words, outbox, previews } = view;
  const entry = outbox.entries.find((candidate) => candidate.id === id);
  if (!entry) return html``;
  const { say, language } = words;
  const preview = previews.get(id);
  const body = html`${preview ? html`<img class="sheet-picture" src=${preview} alt="" @error=${hideFailed} />` : nothing}
      <p class="sheet-facts">
        ${photoState(toShownState(entry), entry.progress, words)}
        <span>${formatTimestamp(entry.takenAt, language)} · ${formatBytes(entry.bytes, language)}</span>
      </p>
      ${
        entry.problem
          ? html`<div class="warning"><span>${icon('alert')}</span><span>${say(`problem.${entry.problem}`)} <code>${say('photo.code', { code: entry.problem })}</code></span></div>`
          : nothing
      }
      ${entry.isCutOff ? html`<p class="warning">${icon('alert')}${say('photo.cut-off')}</p>` : nothing}
      ${waitingOriginal(entry, view)} ${entryFields(entry, view)} ${entry.state === 'in-job' ? nothing : entryActions(entry, view)}`;
  return sheet(describePhoto(entry, words), body, view);
}

function entryFields(entry: EntryView, { words, actions }: LazyView): TemplateResult {
  const { say } = words;
  const setTitle = (event: Event) => {
    if (event.target instanceof HTMLInputElement)
      actions.editEntry(entry.id, { title: event.target.value.trim() || null });
  };
  return html`<label class="labelled">
      <span>${say('viewer.title')}</span>
      <input class="field" type="text" maxlength=${LIMITS.maxTitleLength} .value=${entry.title ?? ''} @change=${setTitle} />
    </label>
    <div class="stages wrap" role="group" aria-label=${say('viewer.stage')}>
      ${STAGES.map(
        (stage) =>
          html`<button type="button" class="chip" aria-pressed=${entry.stage === stage} @click=${() => actions.editEntry(entry.id, { stage: entry.stage === stage ? null : stage })}>
            ${say(`stage.${stage}`)}
          </button>`,
      )}
    </div>`;
}

/** Trying again would not help. */
const HOPELESS: readonly (StuckCode | null)[] = ['unsupported-type', 'photo-too-large', 'photo-lost'];

/** Of one that was delivered, the original may still be here alone: it can be taken out, and nothing else be done. */
function entryActions(entry: EntryView, view: LazyView): TemplateResult {
  const { words, actions } = view;
  const { say } = words;
  const take = html`<button type="button" class="button" @click=${() => actions.exportEntry(entry.id)}>${lazyIcon('download')}${say('photo.export')}</button>`;
  if (!isOnPhone(entry)) return html`<div class="sheet-actions">${take}</div>`;
  const canMove = isMovable(entry, view) && listOtherJobs(view, entry.jobId).length > 0;
  return html`<div class="sheet-actions">
    ${entry.state === 'sending' || HOPELESS.includes(entry.problem) ? nothing : html`<button type="button" class="button button-primary" @click=${actions.sendNow}>${icon('sending')}${say(entry.state === 'stuck' ? 'photo.retry' : 'waiting.send-now')}</button>`}
    ${canMove ? html`<button type="button" class="button" @click=${() => actions.showDialog({ kind: 'move', ids: [entry.id] })}>${icon('next')}${say('photo.move')}</button>` : nothing}
    ${take}
    <button type="button" class="button button-danger" @click=${() => actions.showDialog({ kind: 'discard', id: entry.id })}>
      ${lazyIcon('trash')}${say('photo.discard')}
    </button>
  </div>`;
}

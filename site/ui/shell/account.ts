/** The account sheet: who is signed in, how much data photos have used, and the settings of this phone. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { formatBytes } from '../../i18n/format.ts';
import { LANGUAGES } from '../../i18n/translate.ts';
import type { LazyView } from '../context.ts';
import { lazyIcon } from '../parts/lazy-icon.ts';

const ROLES = ['dispatcher', 'worker', 'customer'] as const;
const ORIGINALS = ['never', 'wifi', 'always'] as const;

export function accountSheet(view: LazyView): TemplateResult {
  const { words, session, outbox, installable, actions } = view;
  const { say, language } = words;
  const { storage } = outbox;
  const role = ROLES.find((known) => session.user?.roles.includes(known));
  return html`<p class="account-who">
      <strong>${session.user?.name ?? ''}</strong> ${role ? html`<span class="fact">${say(`role.${role}`)}</span>` : nothing}
    </p>
    <dl class="facts">
      <div><dt>${say('account.data')}</dt><dd>${formatBytes(outbox.dataUsedBytes, language)}</dd></div>
      ${storage ? html`<div><dt>${say('account.storage')}</dt><dd>${say(storage.persisted ? 'account.storage.yes' : 'account.storage.no')}</dd></div>` : nothing}
      ${storage?.freeBytes ? html`<div><dt>${say('account.free')}</dt><dd>${formatBytes(storage.freeBytes, language)}</dd></div>` : nothing}
    </dl>
    ${storage && !storage.persisted ? html`<p class="hint">${say('storage.refused')}</p>` : nothing} ${settings(view)}
    <div class="sheet-actions">
      ${installable ? html`<button type="button" class="button" @click=${actions.install}>${lazyIcon('plus')}${say('account.install')}</button>` : nothing}
      ${session.state === 'expired' ? html`<button type="button" class="button button-primary" @click=${actions.signIn}>${say('sign-in.do')}</button>` : nothing}
      <button type="button" class="button" @click=${() => actions.signOut()}>${say('account.sign-out')}</button>
    </div>`;
}

function settings(view: LazyView): TemplateResult {
  const { words, outbox, actions } = view;
  const { say } = words;
  const { originals, sendLocation } = outbox.settings;
  const setOriginals = (event: Event) => {
    const chosen = ORIGINALS.find((known) => known === readChoice(event));
    if (chosen) actions.changeSettings({ originals: chosen });
  };
  return html`<label class="labelled">
      <span>${say('account.originals')}</span>
      <select class="field" @change=${setOriginals}>
        ${ORIGINALS.map((value) => html`<option value=${value} ?selected=${value === originals}>${say(`account.originals.${value}`)}</option>`)}
      </select>
    </label>
    <label class="switch">
      <span>${say('account.location')}<small class="hint">${say('account.location.hint')}</small></span>
      <input type="checkbox" role="switch" .checked=${sendLocation} @change=${() => actions.changeSettings({ sendLocation: !sendLocation })} />
    </label>
    ${languageField(view)}`;
}

/** Before anybody has signed in: above the page, which says little else. */
export function languageChoice(view: LazyView): TemplateResult {
  return html`<header class="language-choice">${languageField(view)}</header>`;
}

function languageField({ words, chosenLanguage, isLanguageAway, actions }: LazyView): TemplateResult {
  const { say } = words;
  const choose = async ({ target }: Event) => {
    if (!(target instanceof HTMLSelectElement)) return;
    if (!(await actions.chooseLanguage(target.value || null))) target.value = chosenLanguage ?? '';
  };
  return html`<label class="labelled">
    <span>${say('account.language')}</span>
    <select class="field" @change=${choose}>
      <option value="" ?selected=${chosenLanguage === null}>${say('account.language.auto')}</option>
      ${Object.entries(LANGUAGES).map(([tag, name]) => html`<option value=${tag} lang=${tag} ?selected=${tag === chosenLanguage}>${name}</option>`)}
    </select>
  </label>
  ${isLanguageAway ? html`<p class="hint" role="alert">${say('account.language.not-loaded')}</p>` : nothing}`;
}

function readChoice(event: Event): string {
  return event.target instanceof HTMLSelectElement ? event.target.value : '';
}

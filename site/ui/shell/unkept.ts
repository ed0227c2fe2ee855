/** What was chosen and is not on this phone: each picture by its name, why, and its ways out. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { formatTime } from '../../i18n/format.ts';
import type { CaptureErrorCode } from '../../outbox/capture-error.ts';
import type { UnkeptPhoto } from '../../phone.ts';
import type { LazyView } from '../context.ts';
import { lazyIcon } from '../parts/lazy-icon.ts';

interface Ways {
  readonly again: boolean;
  readonly save: boolean;
  readonly plainly: boolean;
}

const ALL: Ways = { again: true, save: true, plainly: true };
const WAYS: Readonly<Record<CaptureErrorCode, Ways>> = {
  unreadable: { again: true, save: false, plainly: true },
  empty: { again: false, save: false, plainly: false },
  'too-large': { again: false, save: true, plainly: false },
  'storage-full': ALL,
  'storage-failed': ALL,
  outdated: ALL,
  'signed-out': { again: false, save: true, plainly: false },
};

/** Those that are not safe in any way. */
export function listUnkept({ outbox }: Pick<LazyView, 'outbox'>): readonly UnkeptPhoto[] {
  return outbox.unkept.filter(({ isHandedOver }) => !isHandedOver);
}

export function unkeptSheet(view: LazyView): TemplateResult {
  const photos = listUnkept(view);
  const { say } = view.words;
  const again = photos.filter(({ code }) => WAYS[code].again);
  return html`<p>${say('unkept.hint')}</p>
    <ul>
      ${photos.map((photo) => unkeptPhoto(photo, view))}
    </ul>
    ${again.length > 0 ? html`<div class="sheet-actions"><button type="button" class="button button-primary" @click=${() => view.actions.keepAgain(again)}>${say('photo.retry')}</button></div>` : nothing}`;
}

/** Before the page, or the user, is left: what is still being kept, then what could not be. */
export function leavingSheet(view: LazyView, leave: () => void): TemplateResult {
  const { outbox, words, actions } = view;
  const { say } = words;
  const stay = () => actions.showDialog(null);
  const isSaving = outbox.saving > 0;
  return html`${isSaving ? html`<p role="status">${say('leaving.hint')}</p>` : unkeptSheet(view)}
    <div class="sheet-actions">
      <button type="button" class="button" @click=${stay}>${say('leaving.stay')}</button>
      ${isSaving ? nothing : html`<button type="button" class="button button-danger" @click=${leave}>${say('leaving.anyway')}</button>`}
    </div>`;
}

function unkeptPhoto(photo: UnkeptPhoto, { words, actions }: LazyView): TemplateResult {
  const { say, language } = words;
  const { again: _, save, plainly } = WAYS[photo.code];
  return html`<li>
    <p>${say(`capture.${photo.code}`, { file: photo.file.name })} <small class="hint">${formatTime(photo.chosenAtMs, language)}</small></p>
    <div>
      ${save ? html`<button type="button" class="button" @click=${() => actions.saveUnkept(photo)}>${lazyIcon('download')}${say('photo.export')}</button>` : nothing}
      ${plainly ? html`<button type="button" class="button" @click=${() => actions.sendPlainly(photo)}>${lazyIcon('sending')}${say('plain.send')}</button>` : nothing}
      <button type="button" class="button" @click=${() => actions.letGo([photo])}>${lazyIcon('trash')}${say('unkept.let-go')}</button>
    </div>
  </li>`;
}

/** The sheet of notes: those that stand, those that wait on this phone, and the field for a new one. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { NOTE_LIMITS, type StandingNote } from '../../../edge/note-api.ts';
import { formatTimestamp } from '../../i18n/format.ts';
import type { Say } from '../../i18n/translate.ts';
import type { LazyView } from '../context.ts';
import { icon } from '../parts/icon.ts';
import { lazyIcon } from '../parts/lazy-icon.ts';
import type { UnsentNote } from './unsent-notes.ts';

export interface NotesFound {
  /** Null until the edge has told them. */
  readonly notes: readonly StandingNote[] | null;
  readonly hasFailed: boolean;
}

interface NotesSheet {
  readonly view: LazyView;
  readonly say: Say;
  readonly found: NotesFound;
  readonly waiting: readonly UnsentNote[];
  /** What is typed and not saved. */
  readonly draft: string;
  type(text: string): void;
  /** @throws {DOMException} when this phone has no room for it */
  write(text: string): void;
  sendAgain(note: UnsentNote): void;
  letGo(note: UnsentNote): void;
  takeBack(note: StandingNote): void;
}

export function notesSheet(sheet: NotesSheet): TemplateResult {
  const { say, found, waiting, draft } = sheet;
  const { notes, hasFailed } = found;
  const isNone = notes?.length === 0 && waiting.length === 0;
  const told = hasFailed ? say('notes.unseen') : notes === null ? say('notes.busy') : isNone ? say('notes.none') : null;
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const field = form.elements.namedItem('note') as HTMLTextAreaElement;
    const told = form.querySelector('[role=status]');
    try {
      if (field.value.trim()) sheet.write(field.value.trim());
      field.value = '';
    } catch {
      // It stays in the field.
      if (told) told.textContent = say('notes.no-room');
    }
    field.focus();
  };
  const onInput = (event: Event) => sheet.type((event.target as HTMLTextAreaElement).value);
  return html`<p class="hint" role="status">${told ?? nothing}</p>
    <ol class="notes">${(notes ?? []).map((note) => standing(note, sheet))} ${waiting.map((note) => unsent(note, sheet))}</ol>
    <form class="notes-form" @submit=${onSubmit}>
      <label class="labelled">
        <span>${say('notes.new')}</span>
        <textarea class="field" name="note" rows="3" required maxlength=${NOTE_LIMITS.maxLength} .value=${draft} @input=${onInput}></textarea>
      </label>
      <p class="hint" role="status">${say('notes.who')}</p>
      <button type="submit" class="button button-primary">${say('notes.save')}</button>
    </form>`;
}

function standing(note: StandingNote, { view, say, takeBack }: NotesSheet): TemplateResult {
  const { text, at, by, by_name, may_take_back } = note;
  const { user } = view.session;
  const who = by_name ?? (user?.subject === by ? user.name : by);
  return html`<li class="note">
    <p class="note-text">${text}</p>
    <p class="hint note-by"><span>${who} · ${formatTimestamp(at, view.words.language)}</span>
      ${may_take_back ? html`<button type="button" class="button" @click=${() => takeBack(note)}>${lazyIcon('restore')}${say('notes.take-back')}</button>` : nothing}
    </p>
  </li>`;
}

function unsent(note: UnsentNote, { view, say, sendAgain, letGo }: NotesSheet): TemplateResult {
  const { text, problem } = note;
  const told = problem ? `${say('notes.refused')} ${view.words.say(`problem.${problem}`)}` : say('notes.waits');
  return html`<li class="note note-waits">
    <p class="note-text">${text}</p>
    <p class="hint note-by"><span>${icon(problem ? 'alert' : 'sending')} ${told}</span></p>
    <div class="note-actions">
      <button type="button" class="button" @click=${() => sendAgain(note)}>${say('notes.again')}</button>
      <button type="button" class="button" @click=${() => letGo(note)}>${say('notes.let-go')}</button>
    </div>
  </li>`;
}

/** The field of the crew: people that are known, each a switch, and a way to add somebody by the subject of their tokens. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { CrewMember } from '../../../edge/api.ts';
import type { Say } from '../../i18n/translate.ts';
import { toPersonName } from '../parts/person-name.ts';

export interface CrewField {
  readonly crew: readonly CrewMember[];
  /** The crew's own among them. */
  readonly people: readonly CrewMember[];
  readonly say: Say;
  change(crew: readonly CrewMember[]): void;
}

const MAX_CREW = 100;
const MAX_SUBJECT_LENGTH = 512;

export function crewField({ crew, people, say, change }: CrewField): TemplateResult {
  const isIn = ({ subject }: CrewMember) => crew.some((member) => member.subject === subject);
  const toggle = (person: CrewMember) =>
    change(isIn(person) ? crew.filter(({ subject }) => subject !== person.subject) : [...crew, person]);
  const add = (button: EventTarget | null) => {
    const input = button instanceof Element ? button.parentElement?.querySelector('input') : null;
    const subject = input?.value.trim() ?? '';
    if (!input || subject === '' || crew.length >= MAX_CREW) return;
    input.value = '';
    if (!isIn({ subject, name: null })) change([...crew, { subject, name: null }]);
  };
  return html`<fieldset>
    <legend>${say('editor.crew')}</legend>
    ${people.length === 0 ? html`<p class="hint">${say('editor.crew.none')}</p>` : nothing}
    <div class="stages wrap">
      ${people.map(
        (person) => html`<button type="button" class="chip" aria-pressed=${isIn(person)} @click=${() => toggle(person)}>
          ${toPersonName(person)}
        </button>`,
      )}
    </div>
    <div class="job-editor-add">
      <label class="labelled"><span>${say('editor.crew.id')}</span>
        <input class="field" type="text" autocomplete="off" autocapitalize="none" spellcheck="false" maxlength=${MAX_SUBJECT_LENGTH}
          @keydown=${(event: KeyboardEvent) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            if (event.currentTarget instanceof Element) add(event.currentTarget.parentElement);
          }} />
      </label>
      <button type="button" class="button" @click=${(event: Event) => add(event.currentTarget)}>${say('editor.crew.add')}</button>
    </div>
  </fieldset>`;
}

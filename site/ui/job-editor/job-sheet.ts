/** The sheet in which a dispatcher makes a job or changes one. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { type CrewMember, type JobStatus, STAGES } from '../../../edge/api.ts';
import { formatList, formatTimestamp } from '../../i18n/format.ts';
import type { MessageKey } from '../../i18n/message-key.ts';
import type { Say } from '../../i18n/translate.ts';
import { isOnPhone } from '../album/album-tiles.ts';
import type { LazyView } from '../context.ts';
import { icon } from '../parts/icon.ts';
import { toPersonName } from '../parts/person-name.ts';
import { crewField } from './crew-field.ts';
import { type FieldName, isTyped, type JobFields, type JobForm, listMissingStages } from './job-form.ts';
import { listKnownPeople } from './known-people.ts';

export interface JobSheet {
  readonly form: JobForm;
  readonly view: LazyView;
  /** Who is in the directory. */
  readonly people: readonly CrewMember[];
  readonly say: Say;
  /** Of the form as it is by then. */
  change(change: (form: JobForm) => Partial<JobForm>): void;
  save(): void;
  discard(): void;
  /** Deletes from this phone a job that waits to be made, or what waits to be changed of one. */
  remove?(): void;
}

type TextName = Extract<
  FieldName,
  'title' | 'address' | 'scheduled_for' | 'customer_name' | 'customer_phone' | 'customer_email'
>;

interface TextField {
  readonly name: TextName;
  readonly type?: 'text' | 'tel' | 'email' | 'datetime-local';
  readonly max?: number;
  readonly isRequired?: boolean;
}

const STATUSES = ['pending', 'open', 'closed', 'cancelled'] as const satisfies readonly JobStatus[];
const NEW_STATUSES = ['open', 'pending'] as const satisfies readonly JobStatus[];

export function jobSheet(sheet: JobSheet): TemplateResult {
  const { form, say, save, discard } = sheet;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!form.isBusy) save();
  };
  return html`<form class="job-editor" @submit=${submit}>
    ${problem(sheet)}
    ${text(sheet, { name: 'title', max: 200, isRequired: true })} ${text(sheet, { name: 'address', max: 300 })}
    ${text(sheet, { name: 'scheduled_for', type: 'datetime-local' })} ${status(sheet)} ${reason(sheet)} ${crew(sheet)}
    ${stages(sheet)}
    <fieldset>
      <legend>${say('editor.customer')}</legend>
      ${text(sheet, { name: 'customer_name', max: 200 })} ${text(sheet, { name: 'customer_phone', type: 'tel', max: 40 })}
      ${text(sheet, { name: 'customer_email', type: 'email', max: 254 })}
    </fieldset>
    ${isTyped(form) ? html`<p class="hint" role="status">${say('editor.unsaved')}</p>` : nothing}
    <div class="sheet-actions">
      <button type="submit" class="button button-primary" aria-disabled=${form.isBusy}>
        ${say(form.isBusy ? 'editor.busy' : form.base === null ? 'editor.make' : 'editor.save')}
      </button>
      ${isTyped(form) ? html`<button type="button" class="button" @click=${discard}>${say('editor.discard')}</button>` : nothing}
      ${removal(sheet)}
    </div>
  </form>`;
}

/** Photos that are behind it would have nowhere to go: they come first. */
function removal({ form, remove, view, say }: JobSheet): TemplateResult | typeof nothing {
  if (!remove) return nothing;
  if (form.base) return html`<button type="button" class="button" @click=${remove}>${say('editor.undo')}</button>`;
  const hasPhotos = view.outbox.entries.some((entry) => entry.jobId === form.jobId && isOnPhone(entry));
  if (hasPhotos) return html`<p class="hint">${say('editor.photos-behind')}</p>`;
  return html`<button type="button" class="button button-danger" @click=${remove}>${say('editor.remove')}</button>`;
}

const PROBLEMS: Readonly<Record<string, MessageKey>> = {
  'edited-meanwhile': 'editor.meanwhile',
  'not-kept': 'editor.not-kept',
  'job-exists': 'editor.taken',
};

function problem({ form, say, view }: JobSheet): TemplateResult | typeof nothing {
  if (form.problem === null) return nothing;
  const known = form.base === null && form.problem === 'access-denied' ? 'editor.denied' : PROBLEMS[form.problem];
  const why = view.words.say(`problem.${form.problem}` as never);
  const told = known ? say(known) : `${say('editor.failed')} ${form.problem === 'bad-request' ? '' : why}`;
  return html`<p class="warning" role="alert">${icon('alert')}<span>${told}</span></p>`;
}

/** Whether the edge has said that what stands at this member is wrong. */
function isWrong({ wrong }: JobForm, name: FieldName | 'reason'): boolean {
  return wrong.some((pointer) => pointer === `/${name}` || pointer.startsWith(`/${name}/`));
}

function set<Name extends FieldName>({ change }: JobSheet, name: Name, value: JobFields[Name]): void {
  change(({ fields }) => ({ fields: { ...fields, [name]: value } }));
}

function takeTheirs<Name extends FieldName>({ change }: JobSheet, name: Name, value: JobFields[Name]): void {
  change(({ fields, theirs: { [name]: _, ...others } }) => ({
    fields: { ...fields, [name]: value },
    theirs: others as Partial<JobFields>,
  }));
}

/** Of this device, as all times of the dashboard are: who sits elsewhere than the work is must know. */
function nameZone(localTime: string, language: string): string {
  const format = new Intl.DateTimeFormat(language, { timeZoneName: 'long' });
  const parts = format.formatToParts(localTime === '' ? Date.now() : new Date(localTime));
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

function text(sheet: JobSheet, { name, type = 'text', max, isRequired = false }: TextField): TemplateResult {
  const { form, say, view } = sheet;
  const input = (event: Event) => {
    if (event.target instanceof HTMLInputElement) set(sheet, name, event.target.value);
  };
  const zone = type === 'datetime-local' ? ` (${nameZone(form.fields[name], view.words.language)})` : '';
  return html`<label class="labelled">
      <span>${say(`editor.field.${name}`)}${zone}</span>
      <input class="field" name=${name} type=${type} maxlength=${max ?? nothing} ?required=${isRequired} autocomplete="off"
        aria-invalid=${isWrong(form, name) ? 'true' : nothing} .value=${form.fields[name]} @input=${input} />
    </label>
    ${isWrong(form, name) ? html`<p class="job-editor-wrong">${say('editor.wrong')}</p>` : nothing} ${theirs(sheet, name)}`;
}

/** What somebody else has saved in a field that was typed in. */
function theirs(sheet: JobSheet, name: FieldName): TemplateResult | typeof nothing {
  const { form, say } = sheet;
  const value = form.theirs[name];
  if (value === undefined) return nothing;
  const told = describeValue(sheet, name) || say('editor.nothing');
  return html`<p class="job-editor-theirs">
    <span>${say('editor.theirs', { value: told })}</span>
    <button type="button" class="button" @click=${() => takeTheirs(sheet, name, value)}>${say('editor.take-theirs')}</button>
  </p>`;
}

function describeValue({ form: { theirs: other }, say, view }: JobSheet, name: FieldName): string {
  const { language, say: word } = view.words;
  switch (name) {
    case 'status':
      return other.status ? say(`editor.status.${other.status}`) : '';
    case 'crew':
      return formatList((other.crew ?? []).map(toPersonName), language);
    case 'required_stages':
      return formatList(
        (other.required_stages ?? []).map((stage) => word(`stage.${stage}`)),
        language,
      );
    case 'scheduled_for':
      return other.scheduled_for ? formatTimestamp(new Date(other.scheduled_for).toISOString(), language) : '';
    default:
      return other[name] ?? '';
  }
}

function status(sheet: JobSheet): TemplateResult {
  const { form, say } = sheet;
  const statuses: readonly JobStatus[] = form.base === null ? NEW_STATUSES : STATUSES;
  const choose = (event: Event) => {
    const { value } = event.target as HTMLSelectElement;
    set(sheet, 'status', statuses.find((known) => known === value) ?? 'open');
  };
  return html`<label class="labelled">
      <span>${say('editor.status')}</span>
      <select class="field" name="status" @change=${choose}>
        ${statuses.map((each) => html`<option value=${each} .selected=${each === form.fields.status}>${say(`editor.status.${each}`)}</option>`)}
      </select>
    </label>
    ${theirs(sheet, 'status')}`;
}

/** Asked for where the page sees that a stage is missing, or the edge has said so. */
function reason({ form, say, view, change }: JobSheet): TemplateResult | typeof nothing {
  const missing = listMissingStages(form);
  const isAsked = missing.length > 0 || form.problem === 'stages-missing';
  if (!isAsked && form.reason === '') return nothing;
  const { words } = view;
  const stages = (missing.length > 0 ? missing : form.fields.required_stages).map((stage) =>
    words.say(`stage.${stage}`),
  );
  const input = (event: Event) => {
    const { value } = event.target as HTMLInputElement;
    change(() => ({ reason: value }));
  };
  return html`<label class="labelled">
    <span>${say('editor.reason', { stages: formatList(stages, words.language) })}</span>
    <input class="field" name="reason" type="text" maxlength="200" ?required=${missing.length > 0} autocomplete="off" .value=${form.reason} @input=${input} />
  </label>`;
}

function crew(sheet: JobSheet): TemplateResult {
  const { form, say, view } = sheet;
  const people = listKnownPeople(view, [...sheet.people, ...(form.base?.crew ?? []), ...form.fields.crew]);
  const change = (members: JobFields['crew']) => set(sheet, 'crew', members);
  return html`${crewField({ crew: form.fields.crew, people, say, change })}
    ${isWrong(form, 'crew') ? html`<p class="job-editor-wrong">${say('editor.wrong')}</p>` : nothing} ${theirs(sheet, 'crew')}`;
}

function stages(sheet: JobSheet): TemplateResult {
  const { form, say, view } = sheet;
  const chosen = form.fields.required_stages;
  const toggle = (stage: (typeof STAGES)[number]) =>
    set(
      sheet,
      'required_stages',
      STAGES.filter((each) => chosen.includes(each) !== (each === stage)),
    );
  return html`<fieldset>
      <legend>${say('editor.required_stages')}</legend>
      <div class="stages wrap">
        ${STAGES.map(
          (
            stage,
          ) => html`<button type="button" class="chip" aria-pressed=${chosen.includes(stage)} @click=${() => toggle(stage)}>
            ${view.words.say(`stage.${stage}`)}
          </button>`,
        )}
      </div>
    </fieldset>
    ${theirs(sheet, 'required_stages')}`;
}

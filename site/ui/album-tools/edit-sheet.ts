/** Stage and title for all photos that are chosen. What is typed stays until it was saved or is thrown away. */
import { html, type TemplateResult } from 'lit-html';
import { LIMITS, type PhotoEdit, STAGES } from '../../../edge/api.ts';
import { listChosen } from '../album/chosen-photos.ts';
import type { LazyView } from '../context.ts';
import { sheet } from '../shell/sheet.ts';
import { tellBriefly } from '../shell/tell-briefly.ts';
import type { ChosenContext } from './chosen-actions.ts';
import { editTile } from './edit-photos.ts';

/** As the fields hold it; empty: as it is. */
interface EditForm {
  readonly title: string;
  readonly stage: string;
}

const EMPTY: EditForm = { title: '', stage: '' };
const NO_STAGE = 'none';

export function createEditSheet(context: ChosenContext): (view: LazyView) => TemplateResult {
  const { store, actions, pollers, worker } = context;
  let form = EMPTY;
  const save = (jobId: string) => {
    const edit = toEdit(form);
    if (Object.keys(edit).length === 0) return;
    actions.showDialog(null);
    worker.begin({
      name: 'tools.doing.edit',
      items: listChosen(store.get(), jobId),
      work: (tile) => editTile(context, tile, { jobId, edit }),
      done(edited, isAll) {
        if (isAll) form = EMPTY;
        if (edited.length > 0) tellBriefly(store, 'photos.edited', { params: { n: edited.length } });
        pollers.refreshAlbum();
      },
    });
  };
  const type = (change: Partial<EditForm>) => {
    form = { ...form, ...change };
  };
  return (view) => {
    const { dialog, words } = view;
    if (dialog?.kind !== 'edit-chosen') return html``;
    const { jobId } = dialog;
    const title = words.say('tools.edit', { n: listChosen(view, jobId).length });
    return sheet(title, fields(form, view, { type, save: () => save(jobId) }), view);
  };
}

interface FormActions {
  type(change: Partial<EditForm>): void;
  save(): void;
}

function fields({ title, stage }: EditForm, { words }: LazyView, { type, save }: FormActions): TemplateResult {
  const { say } = words;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save();
  };
  const stages = STAGES.map((value) => ({ value: String(value), label: words.say(`stage.${value}`) }));
  const options = [
    { value: '', label: say('tools.as-is') },
    ...stages,
    { value: NO_STAGE, label: say('tools.no-stage') },
  ];
  return html`<form class="chosen-form" @submit=${submit}>
    <label class="labelled"><span>${words.say('viewer.stage')}</span>
      <select class="field" @change=${(event: Event) => type({ stage: (event.target as HTMLSelectElement).value })}>
        ${options.map(({ value, label }) => html`<option value=${value} .selected=${value === stage}>${label}</option>`)}
      </select></label>
    <label class="labelled"><span>${words.say('viewer.title')}</span>
      <input class="field" type="text" maxlength=${LIMITS.maxTitleLength} placeholder=${say('tools.as-is')} .value=${title} @input=${(event: Event) => type({ title: (event.target as HTMLInputElement).value })} /></label>
    <button type="submit" class="button button-primary">${words.say('app.save')}</button>
  </form>`;
}

function toEdit({ title, stage }: EditForm): PhotoEdit {
  const known = STAGES.find((each) => each === stage) ?? null;
  return { ...(title.trim() && { title: title.trim() }), ...(stage && { stage: known }) };
}

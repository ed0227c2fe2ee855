/** Keeps two photos as a pair: by one title for both. What is typed stays until it was saved. */
import { html, type TemplateResult } from 'lit-html';
import { LIMITS, type Photo, type PhotoEdit } from '../../../edge/api.ts';
import { tellProblem } from '../actions/tell-problem.ts';
import type { LazyContext, LazyView } from '../context.ts';
import { changeAlbum } from '../listings/change-album.ts';
import { findJob } from '../state/app-state.ts';
import type { PhotoPair } from './find-pairs.ts';

export function createPairForm(
  context: LazyContext,
): (pair: PhotoPair, jobId: string, view: LazyView) => TemplateResult {
  const { store, pollers } = context;
  const typed = new Map<string, string>();
  let isSaving = false;
  const keep = async ({ before, after }: PhotoPair, jobId: string, title: string) => {
    if (!title || isSaving) return;
    isSaving = true;
    store.update({});
    try {
      await edit(context, jobId, { photo: before, change: { title, stage: 'before' } });
      await edit(context, jobId, { photo: after, change: { title, stage: 'after' } });
      typed.delete(toKey(before, after));
    } catch (error) {
      tellProblem(store, error);
    }
    isSaving = false;
    pollers.refreshAlbum();
    store.update({});
  };
  return (pair, jobId, view) => {
    const { before, after, by } = pair;
    const { say } = view.words;
    const told = { title: say('compare.kept'), likeness: say('compare.proposed'), choice: '' }[by];
    const state = html`<p class="hint" role="status">${told}</p>`;
    if (by === 'title' || !findJob(view, jobId)?.can.includes('edit')) return state;
    // Read when it is kept, too: the page may not have been drawn since the last letter.
    const readTitle = () => typed.get(toKey(before, after)) ?? before.title ?? after.title ?? '';
    const type = (next: string) => {
      typed.set(toKey(before, after), next);
      store.update({});
    };
    return html`${state} ${form(readTitle(), view, { type, isSaving, keep: () => void keep(pair, jobId, readTitle().trim()) })}`;
  };
}

async function edit(context: LazyContext, jobId: string, { photo, change }: PairEdit): Promise<void> {
  if (photo.title === change.title && photo.stage === change.stage) return;
  const edited = await context.phone.api.editPhoto(jobId, photo, change);
  changeAlbum(context, jobId, (items) =>
    items.map((item) => (item.photo_id === photo.photo_id ? { ...item, ...edited } : item)),
  );
}

interface PairEdit {
  readonly photo: Photo;
  readonly change: PhotoEdit;
}

interface PairForm {
  readonly isSaving: boolean;
  type(title: string): void;
  keep(): void;
}

function form(title: string, { words }: LazyView, { isSaving, type, keep }: PairForm): TemplateResult {
  const { say } = words;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    keep();
  };
  return html`<form class="compare-keep" @submit=${submit}>
    <label class="labelled"><span>${words.say('viewer.title')}</span>
      <input class="field" type="text" required maxlength=${LIMITS.maxTitleLength} .value=${title} @input=${({ target }: Event) => type((target as HTMLInputElement).value)} aria-describedby="keep-hint" /></label>
    <button type="submit" class="button button-primary" aria-disabled=${isSaving}>${say('compare.keep')}</button>
    <p class="hint" id="keep-hint">${say('compare.keep.hint')}</p>
  </form>`;
}

function toKey(before: Photo, after: Photo): string {
  return `${before.photo_id} ${after.photo_id}`;
}

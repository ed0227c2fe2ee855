/** Leaves what was typed of a job to the outbox, shows what came of it, and goes on to a job that was made. */
import type { LazyContext } from '../context.ts';
import { findJob } from '../state/app-state.ts';
import { goOnWithMade } from './go-on-with-made.ts';
import type { JobForm } from './job-form.ts';
import type { JobForms } from './job-forms.ts';
import { type KeptJob, keepJob } from './keep-job.ts';

type SaverContext = Pick<LazyContext, 'phone' | 'store' | 'actions'>;
type Kept = KeptJob | { readonly form: JobForm };
type Done = Extract<KeptJob, { jobId: string }>;

/** @returns what saves the form of that key */
export function createJobSaver(context: SaverContext, forms: JobForms) {
  const { store } = context;
  const readSubject = () => store.get().session.user?.subject;
  return async (key: string, form: JobForm): Promise<void> => {
    const sent = { ...form, isBusy: true };
    const subject = readSubject();
    forms.keep(key, sent);
    const latest = () => forms.find(key) ?? sent;
    // The phone may be in other hands by then: they get neither the form nor the job.
    const isOwners = () => readSubject() === subject;
    let kept: Kept = await keepJob(sent, context);
    if (isOwners() && isGone(kept)) kept = await goOn(latest(), kept, context);
    if (!isOwners()) return;
    if ('form' in kept) return forms.keep(key, kept.form);
    if ('failure' in kept) return forms.keep(key, { ...latest(), isBusy: false, problem: kept.failure });
    const later = latest();
    forms.drop(key);
    // What was typed while it was being saved was not saved with it, and stays.
    const { jobId } = kept;
    if (later.fields !== sent.fields) forms.keep(jobId, { ...later, kept: sent.fields, jobId, isBusy: false });
    const { dialog } = store.get();
    if (dialog?.kind === 'job' && (dialog.jobId ?? '') === key) close(kept, form.base === null, context);
  };
}

function isGone(kept: Kept): boolean {
  return 'failure' in kept && kept.failure === 'not-found';
}

/** The edge has what waited: what was typed since is kept on top of it, unless somebody else has changed the same. */
async function goOn(form: JobForm, kept: Kept, context: SaverContext): Promise<Kept> {
  const made = findJob(context.store.get(), form.jobId);
  if (!made) return kept;
  const onTop = goOnWithMade(form, made);
  return Object.keys(onTop.theirs).length > 0 ? { form: onTop } : keepJob(onTop, context);
}

/** Closes its sheet; of a new job its page is next, or why it was refused. */
function close({ jobId, isRefused }: Done, isNew: boolean, { actions }: SaverContext): void {
  actions.showDialog(isRefused ? { kind: 'job', jobId } : null);
  if (isNew && !isRefused) actions.go({ page: 'job', jobId, photoId: null });
}

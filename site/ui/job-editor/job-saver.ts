/** Saves what was typed of a job, shows what came of it, and goes on to a job that was made. */
import type { Job } from '../../../edge/api.ts';
import type { EditorApi } from '../../api/editor-api.ts';
import type { LazyContext } from '../context.ts';
import { tellBriefly } from '../shell/tell-briefly.ts';
import type { JobForm } from './job-form.ts';
import type { JobForms } from './job-forms.ts';
import { type KeepContext, type KeptJob, keepJob } from './keep-job.ts';
import { type SavedForm, saveForm, saveMade } from './save-job.ts';
import { withJob } from './with-job.ts';

export interface JobSaverParts {
  readonly api: EditorApi;
  readonly forms: JobForms;
}

type SaverContext = Pick<LazyContext, 'phone' | 'store' | 'actions'>;
type Done = Extract<SavedForm, { job: Job }> | Extract<KeptJob, { jobId: string }>;

/** @returns what saves the form of that key */
export function createJobSaver(context: SaverContext, { api, forms }: JobSaverParts) {
  const { store } = context;
  const readSubject = () => store.get().session.user?.subject;
  return async (key: string, form: JobForm): Promise<void> => {
    const sent = { ...form, isBusy: true };
    const subject = readSubject();
    forms.keep(key, sent);
    const latest = () => forms.find(key) ?? sent;
    const saved =
      sent.base === null
        ? await saveNew(sent, latest, { ...context, api })
        : await saveForm(api, { ...sent, base: sent.base }, latest);
    // The phone is in other hands now: they get neither the form nor the job.
    if (readSubject() !== subject) return;
    if ('form' in saved) return forms.keep(key, saved.form);
    const later = latest();
    forms.drop(key);
    if ('job' in saved) await showSaved(saved.job, sent, context);
    // What was typed while it was being saved was not saved with it, and stays.
    const next = 'job' in saved ? { base: saved.job } : { kept: sent.fields };
    const jobId = toJobId(saved);
    if (later.fields !== sent.fields) forms.keep(jobId, { ...later, ...next, jobId, isBusy: false });
    const { dialog } = store.get();
    if (dialog?.kind === 'job' && (dialog.jobId ?? '') === key) close(saved, form.base === null, context);
  };
}

async function saveNew(
  sent: JobForm,
  latest: () => JobForm,
  context: KeepContext & Pick<JobSaverParts, 'api'>,
): Promise<SavedForm | Done> {
  const kept = await keepJob(sent, context);
  if (!('failure' in kept)) return kept;
  if (kept.failure === 'gone') return saveMade(context.api, latest());
  return { form: { ...latest(), isBusy: false, problem: kept.failure } };
}

async function showSaved(job: Job, { kept }: JobForm, { phone, store }: KeepContext): Promise<void> {
  // What was typed on this phone of a job that it has made is all saved now.
  if (kept) await (await phone.waitingJobs).update(job.job_id, () => undefined);
  store.update(withJob(job));
  tellBriefly(store, 'job.saved');
}

/** Closes its sheet; of a new job its page is next, or why it was refused. */
function close(done: Done, isNew: boolean, { actions }: SaverContext): void {
  const jobId = toJobId(done);
  const isRefused = 'isRefused' in done && done.isRefused;
  actions.showDialog(isRefused ? { kind: 'job', jobId } : null);
  if (isNew && !isRefused) actions.go({ page: 'job', jobId, photoId: null });
}

function toJobId(done: Done): string {
  return 'job' in done ? done.job.job_id : done.jobId;
}

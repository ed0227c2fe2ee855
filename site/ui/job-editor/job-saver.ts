/** Saves what was typed of a job, shows what came of it, and goes on to a job that was made. */
import type { EditorApi } from '../../api/editor-api.ts';
import type { LazyContext } from '../context.ts';
import { tellBriefly } from '../shell/tell-briefly.ts';
import type { JobForm } from './job-form.ts';
import type { JobForms } from './job-forms.ts';
import { saveForm } from './save-job.ts';
import { withJob } from './with-job.ts';

export interface JobSaverParts {
  readonly api: EditorApi;
  readonly forms: JobForms;
}

/** @returns what saves the form of that key */
export function createJobSaver({ store, actions }: Pick<LazyContext, 'store' | 'actions'>, parts: JobSaverParts) {
  const { api, forms } = parts;
  const readSubject = () => store.get().session.user?.subject;
  return async (key: string, form: JobForm): Promise<void> => {
    const sent = { ...form, isBusy: true };
    const subject = readSubject();
    forms.keep(key, sent);
    const latest = () => forms.find(key) ?? sent;
    const saved = await saveForm(api, sent, latest);
    // The phone is in other hands now: they get neither the form nor the job.
    if (readSubject() !== subject) return;
    if ('form' in saved) return forms.keep(key, saved.form);
    const { job } = saved;
    const later = latest();
    forms.drop(key);
    store.update(withJob(job));
    tellBriefly(store, form.base === null ? 'job.made' : 'job.saved');
    // What was typed while it was being saved was not saved with it, and stays.
    if (later.fields !== sent.fields) forms.keep(job.job_id, { ...later, jobId: job.job_id, base: job, isBusy: false });
    const { dialog } = store.get();
    if (dialog?.kind !== 'job' || (dialog.jobId ?? '') !== key) return;
    actions.showDialog(null);
    if (form.base === null) actions.go({ page: 'job', jobId: job.job_id, photoId: null });
  };
}

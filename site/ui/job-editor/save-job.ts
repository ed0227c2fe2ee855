/** Saves a form: makes the job or changes it. What cannot be saved stays in the form, with why. */
import type { Job } from '../../../edge/api.ts';
import { AppError } from '../../../edge/app-error.ts';
import { currentJobOf, type EditorApi } from '../../api/editor-api.ts';
import { toProblemCode } from '../listings/listings.ts';
import { type JobForm, onTopOf, toJobFacts, toJobForm } from './job-form.ts';

export type SavedForm = { readonly job: Job } | { readonly form: JobForm };

/** @param latest the form as it is when the response comes */
export async function saveForm(api: EditorApi, form: JobForm, latest = () => form): Promise<SavedForm> {
  try {
    return { job: await send(api, form) };
  } catch (error) {
    const current = currentJobOf(error);
    if (current !== null) return { form: onTopOf(latest(), current) };
    if (toProblemCode(error) === 'job-exists') return goOnWithMade(api, latest());
    const wrong = error instanceof AppError ? (error.errors ?? []).map(({ pointer }) => pointer) : [];
    return { form: { ...latest(), isBusy: false, problem: toProblemCode(error), wrong } };
  }
}

function send(api: EditorApi, form: JobForm): Promise<Job> {
  const facts = toJobFacts(form);
  if (form.base === null) return api.addJob({ ...facts, job_id: form.jobId, title: form.fields.title.trim() });
  const reason = form.reason.trim();
  return api.changeJob(form.base, { ...facts, ...(reason === '' ? {} : { reason }) });
}

/** The response to an earlier attempt was lost, and something was typed since: the rest is a change of the job that was made. */
async function goOnWithMade(api: EditorApi, form: JobForm): Promise<SavedForm> {
  const failed = { ...form, isBusy: false, problem: 'job-exists' };
  const made = await api.readJob(form.jobId).catch(() => null);
  if (made === null) return { form: failed };
  const facts = toJobFacts({ ...toJobForm(made, made.job_id), fields: form.fields });
  if (Object.keys(facts).length === 0) return { job: made };
  return api.changeJob(made, facts).then(
    (job) => ({ job }),
    (error: unknown) => ({ form: { ...failed, base: made, problem: toProblemCode(error) } }),
  );
}

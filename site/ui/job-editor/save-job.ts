/** Saves the form of a job that is there. What cannot be saved stays in the form, with why. */
import type { Job } from '../../../edge/api.ts';
import { AppError } from '../../../edge/app-error.ts';
import { currentJobOf, type EditorApi } from '../../api/editor-api.ts';
import { toProblemCode } from '../listings/listings.ts';
import { type JobForm, onTopOf, toJobFacts, toNewJob } from './job-form.ts';
import { toJobOf } from './waiting-view.ts';

export type SavedForm = { readonly job: Job } | { readonly form: JobForm };

/** @param latest the form as it is when the response comes */
export async function saveForm(
  { changeJob }: Pick<EditorApi, 'changeJob'>,
  form: JobForm & { readonly base: Job },
  latest: () => JobForm = () => form,
): Promise<SavedForm> {
  const reason = form.reason.trim();
  try {
    return { job: await changeJob(form.base, { ...toJobFacts(form), ...(reason === '' ? {} : { reason }) }) };
  } catch (error) {
    const current = currentJobOf(error);
    if (current !== null) return { form: onTopOf(latest(), current) };
    return { form: withFailure(latest(), error) };
  }
}

/** What was typed of a job that waited here, and that the edge has made since, is a change of it. */
export async function saveMade(api: Pick<EditorApi, 'changeJob' | 'readJob'>, form: JobForm): Promise<SavedForm> {
  const { kept = form.fields, jobId } = form;
  const made = await api.readJob(jobId).catch((error: unknown) => withFailure(form, error));
  if (made === null || !('revision' in made)) return { form: made ?? withFailure(form, new AppError('not-found')) };
  const base = {
    ...made,
    ...toJobOf({ job: toNewJob({ ...form, fields: kept }), subject: '', keptAtMs: 0, tries: 0 }),
  };
  const { kept: _, ...merged } = onTopOf({ ...form, base }, made);
  if (Object.keys(merged.theirs).length > 0) return { form: merged };
  return saveForm(api, { ...merged, base: made });
}

function withFailure(form: JobForm, error: unknown): JobForm {
  const wrong = error instanceof AppError ? (error.errors ?? []).map(({ pointer }) => pointer) : [];
  return { ...form, isBusy: false, problem: toProblemCode(error), wrong };
}

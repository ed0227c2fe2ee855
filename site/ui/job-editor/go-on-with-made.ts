/** Goes on with the form of a job that waited on this phone, and that the edge has by now. */
import type { Job } from '../../../edge/api.ts';
import { type JobForm, onTopOf, toNewJob } from './job-form.ts';
import { toJobOf } from './waiting-view.ts';

/**
 * What was typed since is a change of the job as it is now; what somebody else has changed in the same fields is in `theirs`.
 * @param made as the page has it
 */
export function goOnWithMade(form: JobForm, made: Job): JobForm {
  const { kept: fields = form.fields, ...typed } = form;
  const base = { ...made, ...toJobOf({ job: toNewJob({ ...form, fields }), subject: '', keptAtMs: 0, tries: 0 }) };
  return onTopOf({ ...typed, base }, made);
}

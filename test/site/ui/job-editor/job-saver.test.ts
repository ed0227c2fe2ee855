import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../edge/problem.ts';
import type { EditorApi } from '../../../../site/api/editor-api.ts';
import type { Phone } from '../../../../site/phone.ts';
import type { Actions } from '../../../../site/ui/context.ts';
import { type JobForm, toJobForm } from '../../../../site/ui/job-editor/job-form.ts';
import { createJobSaver } from '../../../../site/ui/job-editor/job-saver.ts';
import { type AppState, NOBODYS } from '../../../../site/ui/state/app-state.ts';
import { createAppStore } from '../../../../site/ui/state/app-store.ts';
import { makeJob } from '../make-photo.ts';

const JOB = makeJob({ job_id: 'j-1', title: 'Garage', revision: 3 });
const TYPED = { ...toJobForm(JOB, ''), fields: { ...toJobForm(JOB, '').fields, title: 'Attic' } };
const sessionOf = (subject: string) => ({ session: { user: { subject } } }) as unknown as AppState;

/** Saves a form as Dana; somebody else has the phone when the response comes. */
async function saveAcross(subject: string, changeJob: EditorApi['changeJob']) {
  const store = createAppStore({ ...NOBODYS, ...sessionOf('dana') });
  const kept = new Map<string, JobForm>();
  const forms = {
    find: (key: string) => kept.get(key) ?? null,
    keep: (key: string, form: JobForm) => void kept.set(key, form),
    drop: (key: string) => void kept.delete(key),
  };
  const api = { changeJob } as unknown as EditorApi;
  const saving = createJobSaver({ store, actions: {} as Actions, phone: {} as Phone }, { api, forms })('j-1', TYPED);
  if (subject !== 'dana') kept.clear();
  store.update({ ...(subject !== 'dana' && NOBODYS), ...sessionOf(subject) });
  await saving;
  return { form: kept.get('j-1'), job: store.get().openJobs?.['j-1'] };
}

describe('createJobSaver', () => {
  const refuse = () => Promise.reject(new AppError('unavailable'));
  const save = async () => JOB;

  it('keeps a form that could not be saved, and shows the job that was', async () => {
    expect(await saveAcross('dana', refuse)).toMatchObject({ form: { problem: 'unavailable' }, job: undefined });
    expect(await saveAcross('dana', save)).toEqual({ form: undefined, job: JOB });
  });

  it('gives neither to whoever has the phone by then', async () => {
    expect(await saveAcross('sam', refuse)).toEqual({ form: undefined, job: undefined });
    expect(await saveAcross('sam', save)).toEqual({ form: undefined, job: undefined });
  });
});

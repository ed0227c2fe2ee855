import { describe, expect, it } from 'vitest';
import type { Job, JobChange, NewJob } from '../../../../edge/api.ts';
import { AppError } from '../../../../edge/problem.ts';
import type { EditorApi } from '../../../../site/api/editor-api.ts';
import { toJobForm } from '../../../../site/ui/job-editor/job-form.ts';
import { saveForm } from '../../../../site/ui/job-editor/save-job.ts';
import { makeJob } from '../make-photo.ts';

const JOB = makeJob({ job_id: 'j-1', title: 'Garage', revision: 3 });
const CHANGED = { ...toJobForm(JOB, ''), fields: { ...toJobForm(JOB, '').fields, title: 'Attic' } };
const NEW = { ...toJobForm(null, 'j-new'), fields: { ...toJobForm(null, '').fields, title: 'Attic' } };

interface Responses {
  readonly add?: (job: NewJob) => Job | AppError;
  readonly change?: (revision: number, change: JobChange) => Job | AppError;
  readonly read?: Job | null;
}

function respond({ add, change, read = null }: Responses): EditorApi {
  const give = (value: Job | AppError | undefined): Job => {
    if (value === undefined || value instanceof AppError) throw value ?? new AppError('not-found');
    return value;
  };
  return {
    addJob: async (job) => give(add?.(job)),
    changeJob: async ({ revision }, facts) => give(change?.(revision, facts)),
    readJob: async () => read,
    readPeople: async () => [],
  };
}

describe('saveForm', () => {
  it('makes a job under the id of its form, and changes one at the revision that was seen', async () => {
    const made = await saveForm(respond({ add: (job) => makeJob({ job_id: job.job_id, title: job.title }) }), NEW);
    expect(made).toMatchObject({ job: { job_id: 'j-new', title: 'Attic' } });
    const asked: unknown[] = [];
    const change = (...args: unknown[]) => {
      asked.push(args);
      return JOB;
    };
    await saveForm(respond({ change }), { ...CHANGED, reason: ' dark ' });
    expect(asked).toEqual([[3, { title: 'Attic', reason: 'dark' }]]);
  });

  it('goes on, on top of what somebody else has saved', async () => {
    const current = { ...JOB, title: 'Cellar', revision: 4 };
    const saved = await saveForm(respond({ change: () => new AppError('edited-meanwhile', { current }) }), CHANGED);
    expect(saved).toMatchObject({ form: { base: current, fields: { title: 'Attic' }, theirs: { title: 'Cellar' } } });
  });

  it('keeps the form with why it was not saved, and where it is wrong', async () => {
    for (const error of [
      new AppError('unavailable'),
      new AppError('bad-request', { errors: [{ pointer: '/title', detail: '' }] }),
    ]) {
      const saved = await saveForm(respond({ change: () => error }), { ...CHANGED, isBusy: true });
      const wrong = error.errors?.map(({ pointer }) => pointer) ?? [];
      expect(saved).toMatchObject({ form: { fields: CHANGED.fields, problem: error.code, isBusy: false, wrong } });
    }
  });

  it('changes the job that an earlier attempt has made, where its response was lost', async () => {
    const exists = () => new AppError('job-exists');
    const read = makeJob({ job_id: 'j-new', title: 'Att', revision: 1 });
    const change = (revision: number, { title = '' }: JobChange) => makeJob({ title, revision: revision + 1 });
    expect(await saveForm(respond({ add: exists, change, read }), NEW)).toMatchObject({
      job: { title: 'Attic', revision: 2 },
    });
    expect(await saveForm(respond({ add: exists }), NEW)).toMatchObject({ form: { problem: 'job-exists' } });
  });
});

import { describe, expect, it } from 'vitest';
import type { Job, JobChange } from '../../../../edge/api.ts';
import { AppError } from '../../../../edge/problem.ts';
import type { EditorApi } from '../../../../site/api/editor-api.ts';
import { toJobForm } from '../../../../site/ui/job-editor/job-form.ts';
import { saveForm, saveMade } from '../../../../site/ui/job-editor/save-job.ts';
import { makeJob } from '../make-photo.ts';

const JOB = makeJob({ job_id: 'j-1', title: 'Garage', revision: 3 });
const CHANGED = { ...toJobForm(JOB, ''), base: JOB, fields: { ...toJobForm(JOB, '').fields, title: 'Attic' } };

/** A job that waited on this phone, and was made of what is typed here first. */
const KEPT = { ...toJobForm(null, 'j-new').fields, title: 'Att' };
const WAITED = { ...toJobForm(null, 'j-new'), kept: KEPT, fields: { ...KEPT, title: 'Attic' } };

interface Responses {
  readonly change?: (revision: number, change: JobChange) => Job | AppError;
  readonly read?: Job | null;
}

function respond({ change, read = null }: Responses): EditorApi {
  const give = (value: Job | AppError | undefined): Job => {
    if (value === undefined || value instanceof AppError) throw value ?? new AppError('not-found');
    return value;
  };
  return {
    addJob: async () => give(undefined),
    changeJob: async ({ revision }, facts) => give(change?.(revision, facts)),
    readJob: async () => read,
    readPeople: async () => [],
  };
}

describe('saveForm', () => {
  it('changes a job at the revision that was seen', async () => {
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
});

describe('saveMade', () => {
  const read = makeJob({ job_id: 'j-new', title: 'Att', address: '', revision: 4 });

  it('changes what was typed since of a job that waited here and is made', async () => {
    const asked: unknown[] = [];
    const change = (revision: number, facts: JobChange) => {
      asked.push([revision, facts]);
      return makeJob({ title: 'Attic', revision: revision + 1 });
    };
    const saved = await saveMade(respond({ change, read: { ...read, address: '1 Elm' } }), WAITED);
    expect(saved).toMatchObject({ job: { title: 'Attic', revision: 5 } });
    expect(asked).toEqual([[4, { title: 'Attic' }]]);
  });

  it('shows both where somebody has changed the same, and keeps all where it cannot be read', async () => {
    const theirs = await saveMade(respond({ read: { ...read, title: 'Cellar' } }), WAITED);
    expect(theirs).toMatchObject({ form: { fields: { title: 'Attic' }, theirs: { title: 'Cellar' } } });
    expect(await saveMade(respond({}), WAITED)).toMatchObject({
      form: { fields: { title: 'Attic' }, problem: 'not-found', isBusy: false },
    });
  });
});

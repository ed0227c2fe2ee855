import { describe, expect, it } from 'vitest';
import { toTyped } from '../../../../site/outbox/waiting-jobs.ts';
import {
  isTyped,
  type JobFields,
  type JobForm,
  listMissingStages,
  onTopOf,
  toJobForm,
  toLocalTime,
  toNewJob,
  toWaitingForm,
} from '../../../../site/ui/job-editor/job-form.ts';
import { makeJob } from '../make-photo.ts';

/** What is sent of a job that is there. */
const toChange = (form: JobForm) => toTyped(toNewJob(toJobForm(form.base, '')), toNewJob(form));

const CREW = [{ subject: 'wes', name: 'Wes' }];
const JOB = makeJob({
  title: 'Garage',
  address: '12 Maple',
  crew: CREW,
  revision: 3,
  scheduled_for: '2026-12-01T09:30:00Z',
});

const type = (form: JobForm, fields: Partial<JobFields>): JobForm => ({
  ...form,
  fields: { ...form.fields, ...fields },
});

describe('toNewJob, of what was typed', () => {
  it('sends of a job that is there only what was changed; null for what was emptied', () => {
    const form = toJobForm(JOB, 'j-new');
    expect([isTyped(form), toChange(form)]).toEqual([false, {}]);
    const changed = type(form, { title: ' Attic ', scheduled_for: '', customer_phone: '+1 555' });
    expect([isTyped(changed), toChange(changed)]).toEqual([
      true,
      { title: 'Attic', scheduled_for: null, customer_phone: '+1 555' },
    ]);
  });

  it('leaves a time as it is that nobody has touched, and sends one in UTC', () => {
    expect(toChange(type(toJobForm(JOB, ''), { title: 'x' }))).toEqual({ title: 'x' });
    const { scheduled_for } = toChange(type(toJobForm(null, 'j-new'), { scheduled_for: '2026-12-24T08:00' }));
    expect(toLocalTime(scheduled_for ?? '')).toBe('2026-12-24T08:00');
    expect(scheduled_for).toMatch(/Z$/);
  });

  it('gives a new job the id that it was begun with', () => {
    expect(toJobForm(null, 'j-new')).toMatchObject({ jobId: 'j-new', base: null });
    expect(toJobForm(JOB, 'j-new').jobId).toBe(JOB.job_id);
  });
});

describe('toWaitingForm', () => {
  const job = { ...toNewJob(type(toJobForm(null, 'j-new'), { title: 'Attic', scheduled_for: '2026-12-24T08:00' })) };
  const waiting = { job, subject: 'dana', keptAtMs: 0, tries: 0 };

  it('shows what waits as it was typed, and counts only what is typed now', () => {
    const form = toWaitingForm({ ...waiting, problem: 'bad-request', wrong: ['/title'] });
    expect(form).toMatchObject({ jobId: 'j-new', base: null, problem: 'bad-request', wrong: ['/title'] });
    expect([form.fields.title, form.fields.scheduled_for]).toEqual(['Attic', '2026-12-24T08:00']);
    expect([isTyped(form), isTyped(type(form, { title: 'Cellar' }))]).toEqual([false, true]);
    expect(toNewJob(form)).toEqual(job);
  });

  it('is a change of the job once that is made', () => {
    const made = makeJob({ job_id: 'j-new', title: 'Att', address: '', revision: 2 });
    const form = toWaitingForm({ ...waiting, made, problem: 'edited-meanwhile' });
    expect(form.base).toEqual(made);
    expect(toChange(form)).toEqual({ title: 'Attic', scheduled_for: job.scheduled_for });
  });
});

describe('complaint: what I typed was replaced by what somebody else saved', () => {
  const theirs = { ...JOB, title: 'Cellar', address: '1 Elm', revision: 4 };

  it('keeps what was typed, takes the rest, and shows both where both were changed', () => {
    const typed = type(toJobForm(JOB, ''), { title: 'Attic', customer_name: 'Tom' });
    const form = onTopOf({ ...typed, isBusy: true }, theirs);
    expect(form.fields).toMatchObject({ title: 'Attic', address: '1 Elm', customer_name: 'Tom' });
    expect(form.theirs).toEqual({ title: 'Cellar' });
    expect(form).toMatchObject({ base: theirs, isBusy: false, problem: 'edited-meanwhile' });
    expect(toChange(form)).toEqual({ title: 'Attic', customer_name: 'Tom' });
  });

  it('shows nothing twice where both typed the same', () => {
    const form = onTopOf(type(toJobForm(JOB, ''), { title: 'Cellar' }), theirs);
    expect([form.theirs, toChange(form), isTyped(form)]).toEqual([{}, {}, false]);
  });
});

describe('listMissingStages', () => {
  it('names required stages without a photo once the job is to be closed', () => {
    const stages = { ...JOB.stages, before: 2 };
    const form = toJobForm({ ...JOB, stages, required_stages: ['before', 'after'] }, '');
    expect(listMissingStages(form)).toEqual([]);
    expect(listMissingStages(type(form, { status: 'closed' }))).toEqual(['after']);
    expect(listMissingStages(type(form, { status: 'cancelled' }))).toEqual([]);
  });
});

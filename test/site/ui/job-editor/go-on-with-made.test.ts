import { describe, expect, it } from 'vitest';
import { goOnWithMade } from '../../../../site/ui/job-editor/go-on-with-made.ts';
import { toJobForm, toNewJob } from '../../../../site/ui/job-editor/job-form.ts';
import { makeJob } from '../make-photo.ts';

/** A job that waited on this phone, and was made of what is typed here first. */
const KEPT = { ...toJobForm(null, 'j-new').fields, title: 'Att' };
const WAITED = { ...toJobForm(null, 'j-new'), kept: KEPT, fields: { ...KEPT, title: 'Attic' } };
const MADE = makeJob({ job_id: 'j-new', title: 'Att', address: '', revision: 4 });

describe('goOnWithMade', () => {
  it('changes what was typed since of a job that waited here and is made', () => {
    const made = { ...MADE, address: '1 Elm' };
    const form = goOnWithMade(WAITED, made);
    expect(form).toMatchObject({ base: made, fields: { title: 'Attic', address: '1 Elm' }, theirs: {} });
    expect(form.kept).toBeUndefined();
    expect(toNewJob(form)).toMatchObject({ job_id: 'j-new', title: 'Attic' });
  });

  it('shows both where somebody has changed the same', () => {
    const form = goOnWithMade(WAITED, { ...MADE, title: 'Cellar' });
    expect(form).toMatchObject({ fields: { title: 'Attic' }, theirs: { title: 'Cellar' } });
  });
});

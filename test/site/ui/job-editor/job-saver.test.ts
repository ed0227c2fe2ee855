import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { WaitingJobs } from '../../../../site/outbox/waiting-jobs.ts';
import type { Phone } from '../../../../site/phone.ts';
import type { Actions } from '../../../../site/ui/context.ts';
import { type JobForm, toJobForm } from '../../../../site/ui/job-editor/job-form.ts';
import { createJobSaver } from '../../../../site/ui/job-editor/job-saver.ts';
import { type AppState, NOBODYS } from '../../../../site/ui/state/app-state.ts';
import { createAppStore } from '../../../../site/ui/state/app-store.ts';
import { createMemoryWaitingJobs } from '../../sender/memory-jobs.ts';
import { makeJob } from '../make-photo.ts';

const JOB = makeJob({ job_id: 'j-1', title: 'Garage', revision: 3 });
const TYPED = { ...toJobForm(JOB, ''), fields: { ...toJobForm(JOB, '').fields, title: 'Attic' } };
/** As the edge has it once the edit has come true, and others have gone on. */
const SAVED = { ...JOB, title: 'Attic', address: '1 Elm', revision: 4 };
const NAME = { jobId: 'j-1', subject: 'dana' };
const sessionOf = (subject: string) => ({ session: { user: { subject } } }) as unknown as AppState;

interface Saving {
  readonly form?: JobForm;
  /** What the outbox has already. */
  readonly waiting?: (jobs: WaitingJobs) => Promise<void>;
  readonly subject?: string;
}

/** Saves a form as Dana, without a network; somebody else may have the phone by then. */
async function save({ form = TYPED, waiting = async () => undefined, subject = 'dana' }: Saving = {}) {
  vi.stubGlobal('navigator', { onLine: false });
  onTestFinished(() => void vi.unstubAllGlobals());
  const jobs = createMemoryWaitingJobs(() => undefined);
  await waiting(jobs);
  const store = createAppStore({ ...NOBODYS, ...sessionOf('dana'), openJobs: { 'j-1': SAVED } });
  const kept = new Map<string, JobForm>();
  const forms = {
    find: (key: string) => kept.get(key) ?? null,
    keep: (key: string, typed: JobForm) => void kept.set(key, typed),
    drop: (key: string) => void kept.delete(key),
  };
  const phone = { waitingJobs: Promise.resolve(jobs) } as unknown as Phone;
  const saving = createJobSaver({ store, actions: {} as Actions, phone }, forms)('j-1', form);
  if (subject !== 'dana') kept.clear();
  store.update({ ...(subject !== 'dana' && NOBODYS), ...sessionOf(subject) });
  await saving;
  return { form: kept.get('j-1'), waits: await jobs.list('dana'), others: await jobs.list('sam') };
}

describe('createJobSaver', () => {
  it('leaves an edit to the outbox, at the revision that was seen, with why', async () => {
    const { form, waits } = await save({ form: { ...TYPED, reason: ' dark ' } });
    expect(form).toBeUndefined();
    expect(waits).toMatchObject([
      { subject: 'dana', made: JOB, asked: { title: 'Garage' }, job: { title: 'Attic' }, reason: 'dark' },
    ]);
  });

  it('lets nothing wait where nothing was typed, or what was typed was taken back', async () => {
    expect((await save({ form: toJobForm(JOB, '') })).waits).toEqual([]);
    const base = { made: JOB, asked: { job_id: 'j-1', title: 'Garage' } };
    const waiting = (jobs: WaitingJobs) =>
      jobs.update(NAME, () => ({
        ...base,
        job: { job_id: 'j-1', title: 'Attic' },
        subject: 'dana',
        keptAtMs: 1,
        tries: 0,
      }));
    const back = { ...toJobForm(JOB, ''), kept: TYPED.fields };
    expect((await save({ form: back, waiting })).waits).toEqual([]);
  });

  it('goes on with the job as it is, where the edge has what waited and more was typed', async () => {
    const more = { ...TYPED, kept: TYPED.fields, fields: { ...TYPED.fields, title: 'Attic and cellar' } };
    const { form, waits } = await save({ form: more });
    expect(form).toBeUndefined();
    expect(waits).toMatchObject([{ made: { revision: 4 }, job: { title: 'Attic and cellar', address: '1 Elm' } }]);
  });

  it('gives nobody else who has the phone by then the form, nor the edit', async () => {
    const { form, waits, others } = await save({ subject: 'sam' });
    expect([form, waits.length, others]).toEqual([undefined, 1, []]);
  });
});

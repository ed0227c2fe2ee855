import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Job } from '../../../../edge/api.ts';
import type { WaitingJob, WaitingJobs } from '../../../../site/outbox/waiting-jobs.ts';
import type { Phone } from '../../../../site/phone.ts';
import { toJobForm, toWaitingForm } from '../../../../site/ui/job-editor/job-form.ts';
import { keepJob } from '../../../../site/ui/job-editor/keep-job.ts';
import { type AppState, NOBODYS } from '../../../../site/ui/state/app-state.ts';
import { createAppStore } from '../../../../site/ui/state/app-store.ts';
import { createMemoryWaitingJobs } from '../../sender/memory-jobs.ts';

const NEW = { jobId: 'j-new', subject: 'dana' };
const EMPTY = toJobForm(null, 'j-new');
const TYPED = { ...EMPTY, fields: { ...EMPTY.fields, title: ' Attic ' } };

/** A phone of Dana's with a photo behind `j-new`; `onKept`: what becomes of a job once it is kept. */
function open({ online = true, onKept = async () => undefined as unknown, ...change }: Partial<Rig> = {}) {
  const moved: string[] = [];
  const waitingJobs = createMemoryWaitingJobs(() => void onKept(waitingJobs));
  const phone = {
    waitingJobs: Promise.resolve(change.waitingJobs ?? waitingJobs),
    outbox: { moveToJob: async (id: string, { job_id }: Job) => moved.push(`${id} to ${job_id}`) > 0 },
  } as unknown as Phone;
  const state = {
    ...NOBODYS,
    session: { state: 'signed-in', user: { subject: 'dana' } },
    outbox: { entries: [{ id: 'c-1', jobId: 'j-new', state: 'saved' }] },
  } as unknown as AppState;
  vi.stubGlobal('navigator', { onLine: online });
  onTestFinished(() => void vi.unstubAllGlobals());
  return { context: { phone, store: createAppStore(state) }, list: () => waitingJobs.list('dana'), waitingJobs, moved };
}

interface Rig {
  readonly online: boolean;
  readonly waitingJobs: WaitingJobs;
  onKept(jobs: WaitingJobs): Promise<unknown>;
}

describe('keepJob', () => {
  it('keeps all of it on the phone at once, and waits for nothing without a network', async () => {
    const { context, list } = open({ online: false });
    expect(await keepJob(TYPED, context)).toEqual({ jobId: 'j-new', isRefused: false });
    const empty = { address: '', status: 'open', scheduled_for: null, crew: [], required_stages: [] };
    const customer = { customer_name: null, customer_phone: null, customer_email: null };
    expect(await list()).toMatchObject([
      { subject: 'dana', tries: 0, job: { job_id: 'j-new', title: 'Attic', ...empty, ...customer } },
    ]);
  });

  it('tells that it was made, refused, or has no response', async () => {
    const become = (change: Partial<WaitingJob> | null) => ({
      onKept: (jobs: WaitingJobs) =>
        jobs.update(NEW, (now) =>
          now && change && !now.problem && !now.tries ? { ...now, ...change } : change ? now : undefined,
        ),
    });
    for (const [change, isRefused] of [
      [null, false],
      [{ problem: 'bad-request', wrong: ['/customer_email'] }, true],
      [{ tries: 1 }, false],
    ] as const) {
      expect(await keepJob(TYPED, open(become(change)).context)).toEqual({ jobId: 'j-new', isRefused });
    }
  });

  it('gives it another id where its own is taken, and takes its photos along', async () => {
    const { context, list, moved, waitingJobs } = open({ online: false });
    await keepJob(TYPED, context);
    await waitingJobs.update(NEW, (now) => now && { ...now, problem: 'job-exists' });
    const [refused] = await list();
    const kept = await keepJob(toWaitingForm(refused as WaitingJob), context);
    const [only, ...others] = await list();
    expect(others).toEqual([]);
    expect(only?.job).toMatchObject({ title: 'Attic', job_id: expect.stringMatching(/^j-[0-9a-z]{12}$/) });
    expect(kept).toEqual({ jobId: only?.job.job_id, isRefused: false });
    expect(moved).toEqual([`c-1 to ${only?.job.job_id}`]);
  });

  it('makes no second job of one that the edge has made while its sheet was open', async () => {
    const { context, list } = open();
    expect(await keepJob({ ...TYPED, kept: EMPTY.fields }, context)).toEqual({ failure: 'not-found' });
    expect(await list()).toEqual([]);
  });

  it('says so where the phone cannot keep it', async () => {
    const update = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
    const { context } = open({ waitingJobs: { ...createMemoryWaitingJobs(() => undefined), update } });
    expect(await keepJob(TYPED, context)).toEqual({ failure: 'not-kept' });
  });
});

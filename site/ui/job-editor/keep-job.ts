/** Leaves what was typed of a job to the outbox, which makes or changes it as soon as the edge answers, and waits a moment for that. */
import type { NewJob } from '../../../edge/api.ts';
import { isSame, type Typed, toWaiting, type WaitingJobs, type WaitingName } from '../../outbox/waiting-jobs.ts';
import { isOnPhone } from '../album/album-tiles.ts';
import type { LazyContext } from '../context.ts';
import { type JobForm, toJobForm, toNewJob } from './job-form.ts';
import { toJobOf } from './waiting-view.ts';

/** `not-found`: the outbox has it no more, for the edge has it. `not-kept`: this phone could not. */
export type KeptJob =
  | { readonly jobId: string; readonly isRefused: boolean }
  | { readonly failure: 'not-found' | 'not-kept' };

export type KeepContext = Pick<LazyContext, 'phone' | 'store'>;

/** For so long its sheet shows that it is being saved. */
const LONGEST_MS = 5000;
const LOOK_EVERY_MS = 150;

export async function keepJob(form: JobForm, context: KeepContext): Promise<KeptJob> {
  const { user } = context.store.get().session;
  if (!user) return { failure: 'not-kept' };
  const { subject } = user;
  const jobs = await context.phone.waitingJobs;
  // The id is another job's: it goes under a new one.
  const isTaken = form.problem === 'job-exists';
  const job = toNewJob(isTaken ? { ...form, jobId: createJobId() } : form);
  const { job_id: jobId } = job;
  let isGone = false;
  try {
    await jobs.update({ jobId, subject }, (before) => {
      isGone = !before && !isTaken && form.kept !== undefined;
      if (isGone) return undefined;
      const waiting = toWaiting(before, {
        job,
        subject,
        nowMs: Date.now(),
        reason: form.reason.trim(),
        ...toBase(form),
      });
      // Nothing of it is changed.
      return waiting.made && !waiting.asking && isSame(waiting.asked, waiting.job) ? undefined : waiting;
    });
    if (isTaken) await takeAlong(form.jobId, job, context);
  } catch {
    return { failure: 'not-kept' };
  }
  return isGone
    ? { failure: 'not-found' }
    : { jobId, isRefused: await waitForRefusal(jobs, { jobId, subject }, context) };
}

/** What was there before it was typed in. */
function toBase(form: JobForm): Pick<Typed, 'base' | 'start'> {
  const { base: made } = form;
  const asked = made && toNewJob(toJobForm(made, ''));
  const start = form.kept ? toNewJob({ ...form, fields: form.kept }) : asked;
  return { ...(made && asked && { base: { made, asked } }), ...(start && { start }) };
}

/** Its photos first: they are never behind no job. */
async function takeAlong(from: string, job: NewJob, { phone, store }: KeepContext): Promise<void> {
  const subject = store.get().session.user?.subject ?? '';
  const to = toJobOf({ job, subject, keptAtMs: 0, tries: 0 });
  const behind = store.get().outbox.entries.filter((entry) => entry.jobId === from && isOnPhone(entry));
  for (const { id } of behind) await phone.outbox.moveToJob(id, to);
  await (await phone.waitingJobs).update({ jobId: from, subject }, () => undefined);
}

/** Whether the edge refuses it. Where no word comes, it waits, and nobody for it. */
async function waitForRefusal(
  jobs: WaitingJobs,
  { jobId, subject }: WaitingName,
  { store }: KeepContext,
): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < LONGEST_MS; waitedMs += LOOK_EVERY_MS) {
    const waiting = (await jobs.list(subject)).find(({ job }) => job.job_id === jobId);
    if (waiting?.problem) return true;
    const mayAsk = navigator.onLine && store.get().session.state === 'signed-in';
    if (!waiting || waiting.tries > 0 || !mayAsk) return false;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return false;
}

/** 60 bits of chance, short enough to be read out. */
export function createJobId(): string {
  const digits = crypto.getRandomValues(new Uint8Array(12));
  return `j-${[...digits].map((digit) => '0123456789abcdefghjkmnpqrstvwxyz'[digit % 32]).join('')}`;
}

/** The editor: what dispatchers make and change. Loaded when a sheet of it is opened for the first time. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { CrewMember, Job } from '../../../edge/api.ts';
import { createEditorApi, type EditorApi } from '../../api/editor-api.ts';
import type { WaitingJob } from '../../outbox/waiting-jobs.ts';
import type { LazyContext, LazyView } from '../context.ts';
import { sheet } from '../shell/sheet.ts';
import { findJob } from '../state/app-state.ts';
import { isTyped, type JobForm, toJobForm, toWaitingForm } from './job-form.ts';
import { createJobForms } from './job-forms.ts';
import { createJobSaver } from './job-saver.ts';
import { jobSheet } from './job-sheet.ts';
import { createJobId } from './keep-job.ts';
import { createShareLink, type ShareLink } from './share-link.ts';
import { findWaiting } from './waiting-view.ts';
import { withJob, withTyped } from './with-job.ts';

export interface Editor {
  /** @param jobId null: a new job */
  sheet(jobId: string | null, view: LazyView): TemplateResult;
  /** Links for the customer alone: who works there shares a job without changing it. */
  share(jobId: string, view: LazyView): TemplateResult;
}

export function createEditor(context: LazyContext): Editor {
  const { store, actions } = context;
  const forms = createJobForms(store, sessionStorage);
  const api = createEditorApi(context.phone.api);
  const shareLink = createShareLink(context);
  const save = createJobSaver(context, forms);
  const people = createDirectory(api, () => store.update({}));
  return {
    share: (jobId, view) => shareSheet(shareLink, jobId, view),
    sheet(jobId, view) {
      const key = jobId ?? '';
      const { say } = view.words;
      const job = findJobOf(view, jobId);
      const waiting = findWaiting(view, key);
      const form = findTyped(forms.find(key)) ?? (waiting ? toWaitingForm(waiting) : toJobForm(job, createJobId()));
      const current = () => findTyped(forms.find(key)) ?? form;
      const body = jobSheet({
        form,
        view,
        people: people(),
        say,
        change(change) {
          const now = current();
          forms.keep(key, { ...now, ...change(now) });
        },
        save: () => void save(key, current()),
        discard() {
          forms.drop(key);
          actions.showDialog(null);
        },
        ...(waiting && { remove: () => void letGo(waiting, context, api) }),
      });
      return sheet(
        say(jobId === null ? 'editor.new' : 'editor.edit'),
        html`${body} ${job ? shareLink.part(job, view, say) : nothing}`,
        view,
      );
    },
  };
}

/** Lets go of what waits of a job on this phone: of all of it, where the edge does not have it. */
async function letGo(waiting: WaitingJob, context: LazyContext, { readJob }: EditorApi): Promise<void> {
  const { phone, store, actions } = context;
  const { job, subject, made, asked = job } = waiting;
  const { job_id: jobId } = job;
  const back = withTyped(store.get(), [{ ...waiting, job: asked, asked: job }]);
  store.update(({ waitingJobs = [] }) => ({
    ...back,
    waitingJobs: waitingJobs.filter((each) => each.job.job_id !== jobId),
  }));
  await (await phone.waitingJobs).update({ jobId, subject }, () => undefined);
  if (!made) return actions.go({ page: 'jobs' });
  actions.showDialog(null);
  const now = await readJob(jobId).catch(() => null);
  if (now) store.update(withJob(now));
}

function shareSheet(shareLink: ShareLink, jobId: string, view: LazyView): TemplateResult {
  const job = findJob(view, jobId);
  const part = job && shareLink.part(job, view, view.words.say);
  return sheet(view.words.say('job.share'), html`${part}`, view);
}

/** Reads it once. Without it, those of the jobs that this page has seen can be chosen all the same. */
function createDirectory(api: Pick<EditorApi, 'readPeople'>, onRead: () => void): () => readonly CrewMember[] {
  let people: readonly CrewMember[] | null = null;
  const read = async () => {
    people = await api.readPeople().catch(() => []);
    onRead();
  };
  return () => {
    if (people === null) void read();
    people ??= [];
    return people;
  };
}

/** Where nothing is typed, the job as it is now is the better beginning. */
function findTyped(form: JobForm | null): JobForm | null {
  return form && (isTyped(form) || form.isBusy) ? form : null;
}

function findJobOf(view: LazyView, jobId: string | null): Job | null {
  return jobId === null ? null : (findJob(view, jobId) ?? null);
}

/** Shows the jobs that wait on this phone as any other, and says when the edge has made or changed one. */
import { createEditorApi } from '../../api/editor-api.ts';
import { isUnmade, type WaitingJob } from '../../outbox/waiting-jobs.ts';
import { createTabChannel } from '../../sender/tab-channel.ts';
import type { LazyContext } from '../context.ts';
import { tellBriefly } from '../shell/tell-briefly.ts';
import { type AppState, NO_ALBUM } from '../state/app-state.ts';
import { toJobOf } from './waiting-view.ts';
import { withJob, withTyped } from './with-job.ts';

type Followed = Pick<LazyContext, 'phone' | 'store'>;

/** One for all: what is kept of an album is written again when its list is another. */
const NO_PHOTOS: readonly never[] = [];

export function followWaitingJobs({ phone, store }: Followed): void {
  const readSubject = () => store.get().session.user?.subject;
  const look = async () => {
    const subject = readSubject();
    const jobs = subject === undefined ? [] : await (await phone.waitingJobs).list(subject);
    const { waitingJobs: before = [] } = store.get();
    if (readSubject() !== subject || JSON.stringify(jobs) === JSON.stringify(before)) return;
    store.update((state) => withWaiting(state, jobs));
    const gone = before.filter((each) => !jobs.some(({ job }) => job.job_id === each.job.job_id));
    for (const each of gone) await showDone(each, { phone, store });
  };
  const lookAgain = () => void look().catch(() => undefined);
  createTabChannel().listen(({ type }) => type === 'changed' && lookAgain());
  store.subscribe((state, before) => {
    if (state.session.user?.subject !== before.session.user?.subject) {
      store.update({ waitingJobs: [] });
      lookAgain();
    }
    const albums = toAlbums(state, state.waitingJobs ?? []);
    if (albums !== state.albums) return store.update({ albums });
    const shown = isOtherJobs(state, before) && withTyped(state, state.waitingJobs ?? []);
    if (shown) store.update(shown);
  });
  lookAgain();
}

/** It waits no longer: the edge has it, or its owner let go of it. */
async function showDone(waiting: WaitingJob, { phone, store }: Followed): Promise<void> {
  const { job_id: jobId } = waiting.job;
  const job = await createEditorApi(phone.api).readJob(jobId);
  if (job === null) return store.update(({ openJobs = {} }) => ({ openJobs: without(openJobs, jobId) }));
  store.update(withJob(job));
  tellBriefly(store, isUnmade(waiting) ? 'job.made' : 'job.saved');
}

function isOtherJobs(state: AppState, before: AppState): boolean {
  return (['waitingJobs', 'jobs', 'openJobs', 'live', 'search'] as const).some((name) => state[name] !== before[name]);
}

function withWaiting(state: AppState, waitingJobs: readonly WaitingJob[]): Partial<AppState> {
  const shown = waitingJobs.filter(isUnmade).map((each) => [each.job.job_id, toJobOf(each)]);
  const openJobs = { ...state.openJobs, ...Object.fromEntries(shown) };
  return { waitingJobs, openJobs, albums: toAlbums(state, waitingJobs) };
}

/** The edge knows nothing of such a job yet: whatever it says of the album, there is none. */
function toAlbums({ albums }: AppState, waitingJobs: readonly WaitingJob[]): AppState['albums'] {
  const ids = waitingJobs.filter(isUnmade).map(({ job }) => job.job_id);
  const told = ids.filter((id) => albums[id]?.items !== NO_PHOTOS || albums[id]?.problem !== null);
  if (told.length === 0) return albums;
  return { ...albums, ...Object.fromEntries(told.map((id) => [id, { ...NO_ALBUM, items: NO_PHOTOS }])) };
}

function without(openJobs: NonNullable<AppState['openJobs']>, jobId: string) {
  return Object.fromEntries(Object.entries(openJobs).filter(([id]) => id !== jobId));
}

/** What becomes of photos that another app has shared: they wait, are given to a job, or are let go of. */
import type { Job } from '../../../edge/api.ts';
import { letGoOfShared, listShared, type SharedPhoto } from '../../offline/shared-photos.ts';
import type { LazyActions, LazyContext } from '../context.ts';
import type { AppState } from '../state/app-state.ts';
import { withNotice } from '../state/with-notice.ts';

/** What the service worker's answer to a share leads to: how many could not be kept. */
const LOST = 'not-kept';

/** Those of who is signed in, and of nobody. */
export function listOwnShared({ shared = [], session }: AppState): readonly SharedPhoto[] {
  return shared.filter(({ subject }) => subject === null || subject === session.user?.subject);
}

/** Shows what waits, and asks at once for its job. */
export async function showShared({ store }: Pick<LazyContext, 'store'>): Promise<void> {
  const url = new URL(location.href);
  const lost = Number(url.searchParams.get(LOST));
  if (lost > 0) {
    history.replaceState(history.state, '', '/');
    store.update(withNotice('error', 'shared.lost', { n: lost }));
  }
  await refresh(store);
  if (listOwnShared(store.get()).length > 0) store.update({ dialog: { kind: 'shared' } });
}

export function createSharedActions({
  phone,
  store,
  actions,
}: Pick<LazyContext, 'phone' | 'store' | 'actions'>): Pick<LazyActions, 'addShared' | 'dropShared'> {
  const take = async (photos: readonly SharedPhoto[], job: Job) => {
    const { job_id: jobId, title, address } = job;
    const subject = phone.session.user?.subject ?? null;
    const chosen = photos.map(({ file, sharedAtMs }) => ({
      ...{ subject, jobId, job: { title, address }, file, title: null, stage: null, chosenAtMs: sharedAtMs },
      skewMs: null,
    }));
    // What could not be kept stands in the outbox's own list of those, and is still here.
    const kept = await Promise.allSettled(phone.outbox.keep(chosen));
    const safe = photos.filter((_, index) => kept[index]?.status === 'fulfilled');
    await Promise.all(safe.map(letGoOfShared));
    await refresh(store);
  };
  return {
    addShared(job) {
      const photos = listOwnShared(store.get());
      actions.go({ page: 'job', jobId: job.job_id, photoId: null });
      void take(photos, job);
    },
    dropShared() {
      store.update({ dialog: null });
      void Promise.all(listOwnShared(store.get()).map(letGoOfShared)).then(() => refresh(store));
    },
  };
}

async function refresh(store: LazyContext['store']): Promise<void> {
  store.update({ shared: await listShared().catch(() => []) });
}

/** What the buttons of the first screens do. */
import type { CaptureOptions, Phone } from '../../phone.ts';
import type { Actions } from '../context.ts';
import type { Pollers } from '../listings/pollers.ts';
import type { CloseWarning } from '../navigation/close-warning.ts';
import type { MayLeave } from '../navigation/leaving.ts';
import { formatRoute } from '../navigation/page-route.ts';
import { type AppState, findJob } from '../state/app-state.ts';
import type { AppStore } from '../state/app-store.ts';
import { attempt } from './tell-problem.ts';

export interface ActionOptions {
  readonly phone: Phone;
  readonly store: AppStore;
  readonly pollers: Pollers;
  readonly closeWarning: CloseWarning;
  readonly mayLeave: MayLeave;
}

/** `history.state` of an entry that was reached from another page of the site. */
const WITHIN_SITE = 'within-site';

export function createActions({ phone, store, pollers, closeWarning, mayLeave }: ActionOptions): Actions {
  const { session, outbox } = phone;
  let isGoingBack = false;
  const go: Actions['go'] = (route, { replace = false } = {}) => {
    isGoingBack = false;
    if (replace) history.replaceState(history.state, '', formatRoute(route));
    else history.pushState(WITHIN_SITE, '', formatRoute(route));
    store.update({ route, dialog: null });
  };
  return {
    go,
    goBack(otherwise) {
      if (isGoingBack) return;
      if (history.state !== WITHIN_SITE) return go(otherwise, { replace: true });
      // The browser goes back some time after, on a slow phone a long time; a second tap until then must not go back twice.
      isGoingBack = true;
      addEventListener('popstate', () => (isGoingBack = false), { once: true });
      history.back();
    },
    signIn() {
      const mayGo = async () => {
        const may = await mayLeave();
        if (may) closeWarning.suspend();
        return may;
      };
      attempt(store, session.signIn(location.pathname, mayGo));
    },
    // What cannot be kept stands in the outbox.
    capture: (jobId, files, subject) =>
      void outbox.capture(jobId, files, toCaptureOptions(store.get(), jobId, subject)),
    changeDraft: (change) => store.update(({ draft }) => ({ draft: { ...draft, ...change } })),
    reload: () => pollers.refresh(),
    sendNow: () => outbox.sendNow(),
    showDialog: (dialog) => store.update({ dialog }),
  };
}

function toCaptureOptions(state: AppState, jobId: string, subject: string | undefined): CaptureOptions {
  const { stage, title } = state.draft;
  const job = findJob(state, jobId);
  return {
    ...(job && { job: { title: job.title, address: job.address } }),
    ...(stage && { stage }),
    ...(title.trim() && { title: title.trim() }),
    ...(subject && { subject }),
  };
}

/** What the buttons of the first screens do. */
import type { Phone } from '../../phone.ts';
import type { Actions } from '../context.ts';
import type { Pollers } from '../listings/pollers.ts';
import type { CloseWarning } from '../navigation/close-warning.ts';
import type { MayLeave } from '../navigation/leaving.ts';
import { formatRoute } from '../navigation/page-route.ts';
import { findJob } from '../state/app-state.ts';
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
    capture(jobId, files, subject) {
      const { stage, title } = store.get().draft;
      const job = findJob(store.get(), jobId);
      // What cannot be kept stands in the outbox.
      outbox.capture(jobId, files, {
        ...(job && { job: { title: job.title, address: job.address } }),
        ...(stage && { stage }),
        ...(title.trim() && { title: title.trim() }),
        ...(subject && { subject }),
      });
    },
    changeDraft: (change) => store.update(({ draft }) => ({ draft: { ...draft, ...change } })),
    reload: () => pollers.refresh(),
    sendNow: () => outbox.sendNow(),
    showDialog: (dialog) => store.update({ dialog }),
  };
}

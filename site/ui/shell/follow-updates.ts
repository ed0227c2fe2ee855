/**
 * New versions of the site. The service worker fetches one in the background and lets it wait, so that an open page keeps the
 * files of its own version; the user says when to change over.
 */
import { ACTIVATE_MESSAGE } from '../../outbox/phone-names.ts';

export interface SiteUpdates {
  /** Registers the service worker; where there is none, the site works without. */
  start(): void;
  /** Changes over to the waiting version, and loads the page anew: at once where another tab has changed over already. */
  apply(): void;
}

export interface SiteUpdateOptions {
  readonly container: ServiceWorkerContainer | undefined;
  readonly url: string;
  /** Called when a new version waits. */
  ready(): void;
  /** Loads the page anew. */
  reload(): void;
}

export function createSiteUpdates({ container, url, ready, reload }: SiteUpdateOptions): SiteUpdates {
  let waiting: ServiceWorker | null = null;
  let isApplying = false;

  const notice = (worker: ServiceWorker | null) => {
    // The first worker of a phone replaces nothing.
    if (!worker || !container?.controller) return;
    waiting = worker;
    ready();
  };
  /** One may be installing already before the page begins to look. */
  const follow = (registration: ServiceWorkerRegistration) => {
    const watch = () => {
      const { installing } = registration;
      installing?.addEventListener('statechange', () => installing.state === 'installed' && notice(installing));
    };
    notice(registration.waiting);
    watch();
    registration.addEventListener('updatefound', watch);
  };

  return {
    start() {
      container?.register(url, { type: 'module' }).then(follow, () => undefined);
      container?.addEventListener('controllerchange', () => isApplying && reload());
    },
    apply() {
      isApplying = true;
      if (waiting?.state === 'installed') waiting.postMessage(ACTIVATE_MESSAGE);
      else reload();
    },
  };
}

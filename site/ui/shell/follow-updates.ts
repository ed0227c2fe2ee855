/**
 * New versions of the site. The service worker fetches one in the background and lets it wait, so that no page loses its
 * parts under its feet; the user says when to change over.
 */
import { ACTIVATE_MESSAGE } from '../../outbox/phone-names.ts';

export interface SiteUpdates {
  /** Registers the service worker; where there is none, the site works without. */
  start(): void;
  /** Changes over to the waiting version, and loads the page anew. */
  apply(): void;
  subscribe(listener: () => void): void;
}

export function createSiteUpdates(container: ServiceWorkerContainer | undefined, url: string): SiteUpdates {
  const listeners: (() => void)[] = [];
  let waiting: ServiceWorker | null = null;
  let isApplying = false;

  const notice = (worker: ServiceWorker | null) => {
    // The first worker of a phone replaces nothing.
    if (!worker || !container?.controller) return;
    waiting = worker;
    for (const listener of listeners) listener();
  };
  /** One may be on its way already when the page begins to look. */
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
      container?.addEventListener('controllerchange', () => isApplying && location.reload());
    },
    apply() {
      isApplying = true;
      waiting?.postMessage(ACTIVATE_MESSAGE);
    },
    subscribe(listener) {
      listeners.push(listener);
      if (waiting) listener();
    },
  };
}

/** Adding the site to the home screen, where the browser lets a page ask. */

interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

export interface InstallOffer {
  /** Shows the browser's own question. */
  accept(): void;
  /** Calls `listener` whenever there comes to be an offer, or there is none any more. */
  subscribe(listener: (isOpen: boolean) => void): void;
}

/** Keeps the browser's offer until the user asks for it. */
export function createInstallOffer(): InstallOffer {
  let kept: InstallPrompt | null = null;
  const listeners: ((isOpen: boolean) => void)[] = [];
  const keep = (prompt: InstallPrompt | null) => {
    kept = prompt;
    for (const listener of listeners) listener(prompt !== null);
  };
  addEventListener('beforeinstallprompt', (event) => {
    if (!isInstallPrompt(event)) return;
    event.preventDefault();
    keep(event);
  });
  addEventListener('appinstalled', () => keep(null));
  return {
    accept: () => void kept?.prompt(),
    subscribe(listener) {
      listeners.push(listener);
      listener(kept !== null);
    },
  };
}

function isInstallPrompt(event: Event): event is InstallPrompt {
  return 'prompt' in event;
}

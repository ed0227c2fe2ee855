/** Adding the site to the home screen, where the browser lets a page offer it. */

interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

export interface InstallOffer {
  /** Shows the browser's own question. */
  accept(): void;
}

/** Keeps the browser's offer until the user asks for it. Calls `changed` whenever there is one, or none any more. */
export function createInstallOffer(changed: (isOpen: boolean) => void): InstallOffer {
  let kept: InstallPrompt | null = null;
  const keep = (prompt: InstallPrompt | null) => {
    kept = prompt;
    changed(prompt !== null);
  };
  addEventListener('beforeinstallprompt', (event) => {
    if (!isInstallPrompt(event)) return;
    event.preventDefault();
    keep(event);
  });
  addEventListener('appinstalled', () => keep(null));
  return { accept: () => void kept?.prompt() };
}

function isInstallPrompt(event: Event): event is InstallPrompt {
  return 'prompt' in event;
}

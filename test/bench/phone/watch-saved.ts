/** Notes in a page when it first says that a photo is on this phone. */

declare global {
  /** Fulfilled with the time of the frame that says so, ms since the page's navigation began. */
  var saved: Promise<number>;
}

/** Runs in the page, before its own scripts. */
export function watchSaved(): void {
  globalThis.saved = new Promise((resolve) => {
    new MutationObserver((_, observer) => {
      const [bar] = document.getElementsByClassName('waiting');
      // The same bar says before that the photo is being saved.
      if (!/only on this phone/.test(bar?.textContent ?? '')) return;
      observer.disconnect();
      // The page draws in a frame's beginning; a message comes when that frame is painted.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now());
      port2.postMessage(null);
    }).observe(document, { childList: true, subtree: true, characterData: true });
  });
}

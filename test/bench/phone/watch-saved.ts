/** Notes in a page when it first says that a photo is on this phone. */

declare global {
  /** Fulfilled with the time of the frame that says so, ms since the page's navigation began. */
  var saved: Promise<number>;
}

/** Runs in the page, before its own scripts. */
export function watchSaved(): void {
  globalThis.saved = new Promise((resolve) => {
    new MutationObserver((_, observer) => {
      if (document.getElementsByClassName('waiting').length === 0) return;
      observer.disconnect();
      requestAnimationFrame(() => resolve(performance.now()));
    }).observe(document, { childList: true, subtree: true });
  });
}
